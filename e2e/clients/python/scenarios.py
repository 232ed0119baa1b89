"""The official OpenAI client for Python against every dialect. Reads what to call from stdin and writes one line of JSON for each outcome."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from openai import OpenAI
from pydantic import BaseModel

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a place on a day.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
            "required": ["city", "days"],
        },
    },
}


class Step(BaseModel):
    action: str
    is_optional: bool


class Ticket(BaseModel):
    title: str
    severity: Literal["low", "medium", "high"]
    steps: list[Step]


def told(completion):
    choice = completion.choices[0]
    calls = [[call.function.name, json.loads(call.function.arguments)] for call in choice.message.tool_calls or []]
    return {"text": choice.message.content or "", "calls": calls, "finish": choice.finish_reason}


def ask(client, request):
    """Whole, and streamed through the helper: both have to say the same."""
    whole = client.chat.completions.create(**request)
    with client.chat.completions.stream(**request, stream_options={"include_usage": True}) as stream:
        text = "".join(event.delta for event in stream if event.type == "content.delta")
        streamed = stream.get_final_completion()
    assert text == (whole.choices[0].message.content or ""), (text, whole)
    assert told(streamed) == told(whole), (streamed, whole)
    assert streamed.usage == whole.usage, (streamed.usage, whole.usage)
    return whole


def text(client, base):
    request = {**base, "messages": [{"role": "user", "content": "Что взять с собой в Цюрих? 🎒"}]}
    return told(ask(client, request))


def tools(client, base):
    messages = [{"role": "user", "content": "What will the weather be in Lisbon?"}]
    first = ask(client, {**base, "messages": messages, "tools": [WEATHER]})
    message = first.choices[0].message
    assert message.tool_calls, first
    results = [{"role": "tool", "tool_call_id": call.id, "content": '{"celsius": 21.5}'} for call in message.tool_calls]
    second = ask(client, {**base, "messages": [*messages, message.model_dump(exclude_none=True), *results], "tools": [WEATHER]})
    return [told(first), told(second)]


def structured(client, base):
    request = {**base, "messages": [{"role": "user", "content": "File a ticket: my suitcase is lost."}]}
    completion = client.chat.completions.parse(**request, response_format=Ticket)
    ticket = completion.choices[0].message.parsed
    with client.chat.completions.stream(**request, response_format=Ticket) as stream:
        streamed = stream.get_final_completion().choices[0].message.parsed
    assert streamed == ticket, (streamed, ticket)
    return ticket.model_dump()


def responses(client, base):
    request = {**base, "input": "What do I take to Oslo?"}
    whole = client.responses.create(**request)
    with client.responses.stream(**request) as stream:
        pieces = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        streamed = stream.get_final_response()
    assert pieces == streamed.output_text == whole.output_text, (pieces, whole.output_text)
    assert streamed.usage == whole.usage, (streamed.usage, whole.usage)
    return whole.output_text


SCENARIOS = {"text": text, "tools": tools, "structured output": structured, "responses": responses}


def run(cell):
    client, scenario, dialect = cell
    base = {"model": dialect["model"], "extra_body": {"provider": {"only": [dialect["provider"]]}}}
    told_so_far = {"scenario": scenario, "dialect": dialect["name"]}
    try:
        return {**told_so_far, "outcome": SCENARIOS[scenario](client, base)}
    except Exception as error:  # One cell that fails leaves the others to be told.
        return {**told_so_far, "error": f"{type(error).__name__}: {error}"}


def main():
    asked = json.load(sys.stdin)
    client = OpenAI(base_url=f"{asked['url']}/v1", api_key=asked["apiKey"], max_retries=0)
    cells = [(client, scenario, dialect) for scenario in SCENARIOS for dialect in asked["dialects"]]
    with ThreadPoolExecutor(max_workers=4) as pool:
        for outcome in pool.map(run, cells):
            print(json.dumps(outcome), flush=True)


main()
