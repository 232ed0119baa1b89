/**
 * Everything that is looked for in a client's body. One pass of one expression: a prompt of 100 KB with many quotes takes 1.2 ms to be searched for each of
 * them alone, and 0.2 ms this way (November 2026). Quotes inside of JSON strings are escaped: what stands between two bare ones is a whole string.
 */
const MARKS = /"(?:stream|reasoning_|(?:model|service_tier|cache_control|cachePoint|input_audio|1h)(?="))|\\u00[67]/g;

/** What is known of a client's JSON body without walking through it. Looked up when it is first asked for. */
export class BodyMarks {
  readonly #body: Buffer;
  readonly #outline: string | null;
  #found: Found | null = null;

  /** `outline`: the body without texts of messages, in which nothing of it can stand. */
  constructor(body: Buffer, outline: string | null = null) {
    this.#body = body;
    this.#outline = outline;
  }

  /**
   * Whether a provider is sure to read in these bytes what we read. Of a key that stands there twice, one parser takes the first and
   * another the last: a request could be priced as one model and be served by another.
   */
  get isUnambiguous(): boolean {
    return this.#marks.model === 1 && this.#marks.isUnambiguous;
  }

  /** A mark of Anthropic's, on a message, a part of one, a tool or the whole request. */
  get hasCacheControl(): boolean {
    return this.#marks.hasCacheControl;
  }

  /** Bedrock's mark. */
  get hasCachePoint(): boolean {
    return this.#marks.hasCachePoint;
  }

  /** The longer life of what is written to a cache. */
  get hasHour(): boolean {
    return this.#marks.hasHour;
  }

  get hasInputAudio(): boolean {
    return this.#marks.hasInputAudio;
  }

  /** A key that begins with `reasoning_`, or a text that quotes one. */
  get hasReasoningKey(): boolean {
    return this.#marks.hasReasoningKey;
  }

  get #marks(): Found {
    return (this.#found ??= find(this.#outline ?? this.#body.toString('latin1')));
  }
}

interface Found {
  /** How often the key stands there. */
  model: number;
  isUnambiguous: boolean;
  hasCacheControl: boolean;
  hasCachePoint: boolean;
  hasHour: boolean;
  hasInputAudio: boolean;
  hasReasoningKey: boolean;
}

function find(text: string): Found {
  const found: Found = {
    model: 0,
    isUnambiguous: true,
    hasCacheControl: false,
    hasCachePoint: false,
    hasHour: false,
    hasInputAudio: false,
    hasReasoningKey: false,
  };
  let tiers = 0;
  // `stream` and `stream_options`, each once: what follows the beginning that they share.
  let streams = '';
  MARKS.lastIndex = 0;
  for (let match = MARKS.exec(text); match !== null; match = MARKS.exec(text)) {
    switch (match[0]) {
      case '"model':
        found.model += 1;
        break;
      case '"service_tier':
        tiers += 1;
        if (tiers > 1) found.isUnambiguous = false;
        break;
      case '"stream': {
        const next = text.charAt(MARKS.lastIndex);
        if (streams.length > 1 || streams === next) found.isUnambiguous = false;
        else streams += next;
        break;
      }
      case '"reasoning_':
        found.hasReasoningKey = true;
        break;
      case '"cache_control':
        found.hasCacheControl = true;
        break;
      case '"cachePoint':
        found.hasCachePoint = true;
        break;
      case '"input_audio':
        found.hasInputAudio = true;
        break;
      case '"1h':
        found.hasHour = true;
        break;
      default:
        // A small letter as an escape, `\u0061` to `\u007a`: what a key would have to be written with to be overlooked.
        found.isUnambiguous = false;
    }
  }
  return found;
}
