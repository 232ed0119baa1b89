// Serves chat completions by the engine of Bifrost (its core module), which is a library: a key of ours, the
// engine's queue and provider, and its answer as JSON. What Bifrost's own server adds (plugins for governance,
// logging and prices) is not here, so that it costs less than the whole product.
//
// Usage: bifrost PORT UPSTREAM_PORT KEY
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"os"

	bifrost "github.com/maximhq/bifrost/core"
	"github.com/maximhq/bifrost/core/schemas"
	"github.com/valyala/fasthttp"
)

// account has one key for each provider, whose address is the mock upstream's.
type account struct{ upstream string }

func (account) GetConfiguredProviders() ([]schemas.ModelProvider, error) {
	return []schemas.ModelProvider{schemas.OpenAI, schemas.Anthropic}, nil
}

func (account) GetKeysForProvider(context.Context, schemas.ModelProvider) ([]schemas.Key, error) {
	return []schemas.Key{{ID: "bench", Name: "bench", Value: *schemas.NewEnvVar("sk-bench"), Weight: 1}}, nil
}

func (a account) GetConfigForProvider(schemas.ModelProvider) (*schemas.ProviderConfig, error) {
	// As many workers as the benchmark has streams at once, and twice that.
	return &schemas.ProviderConfig{
		NetworkConfig:            schemas.NetworkConfig{BaseURL: a.upstream, DefaultRequestTimeoutInSeconds: 600},
		ConcurrencyAndBufferSize: schemas.ConcurrencyAndBufferSize{Concurrency: 2000, BufferSize: 5000},
	}, nil
}

type chatRequest struct {
	Model     string                `json:"model"`
	Messages  []schemas.ChatMessage `json:"messages"`
	MaxTokens *int                  `json:"max_tokens"`
	Stream    bool                  `json:"stream"`
}

type server struct {
	engine        *bifrost.Bifrost
	authorization string
}

func (s *server) handle(call *fasthttp.RequestCtx) {
	if !call.IsPost() {
		return
	}
	if string(call.Request.Header.Peek("authorization")) != s.authorization {
		call.SetStatusCode(fasthttp.StatusUnauthorized)
		return
	}
	var asked chatRequest
	params := &schemas.ChatParameters{}
	if err := schemas.Unmarshal(call.PostBody(), &asked); err != nil {
		call.Error(err.Error(), fasthttp.StatusBadRequest)
		return
	}
	if err := schemas.Unmarshal(call.PostBody(), params); err != nil {
		call.Error(err.Error(), fasthttp.StatusBadRequest)
		return
	}
	params.MaxCompletionTokens = asked.MaxTokens
	provider := schemas.OpenAI
	if asked.Model == "claude-sonnet-4-5" {
		provider = schemas.Anthropic
	}
	request := &schemas.BifrostChatRequest{Provider: provider, Model: asked.Model, Input: asked.Messages, Params: params}
	// A stream is written after the handler has returned: it needs a context of its own.
	callContext, cancel := schemas.NewBifrostContextWithCancel(context.Background())
	if asked.Stream {
		s.stream(call, request, callContext, cancel)
		return
	}
	defer cancel()
	answer, failure := s.engine.ChatCompletionRequest(callContext, request)
	if failure != nil {
		fail(call, failure)
		return
	}
	body, err := schemas.Marshal(answer)
	if err != nil {
		call.Error(err.Error(), fasthttp.StatusInternalServerError)
		return
	}
	call.SetContentType("application/json")
	call.SetBody(body)
}

func (s *server) stream(call *fasthttp.RequestCtx, request *schemas.BifrostChatRequest, callContext *schemas.BifrostContext, cancel context.CancelFunc) {
	chunks, failure := s.engine.ChatCompletionStreamRequest(callContext, request)
	if failure != nil {
		cancel()
		fail(call, failure)
		return
	}
	call.SetContentType("text/event-stream")
	call.SetBodyStreamWriter(func(out *bufio.Writer) {
		defer cancel()
		for chunk := range chunks {
			text, err := schemas.Marshal(chunk)
			if err != nil {
				return
			}
			out.WriteString("data: ")
			out.Write(text)
			out.WriteString("\n\n")
			if out.Flush() != nil {
				return
			}
		}
		out.WriteString("data: [DONE]\n\n")
		out.Flush()
	})
}

func fail(call *fasthttp.RequestCtx, failure *schemas.BifrostError) {
	call.SetStatusCode(fasthttp.StatusBadGateway)
	if failure.Error != nil {
		call.SetBodyString(failure.Error.Message)
	}
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: bifrost PORT UPSTREAM_PORT KEY")
	}
	engine, err := bifrost.Init(context.Background(), schemas.BifrostConfig{
		Account:         account{upstream: "http://127.0.0.1:" + os.Args[2]},
		Logger:          bifrost.NewDefaultLogger(schemas.LogLevelError),
		InitialPoolSize: 5000,
	})
	if err != nil {
		log.Fatal(err)
	}
	listening := &server{engine: engine, authorization: "Bearer " + os.Args[3]}
	http := &fasthttp.Server{Handler: listening.handle, NoDefaultServerHeader: true, MaxRequestBodySize: 64 << 20}
	log.Fatal(http.ListenAndServe(fmt.Sprintf("127.0.0.1:%s", os.Args[1])))
}
