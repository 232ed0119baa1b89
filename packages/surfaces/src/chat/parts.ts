import type { Citation } from '@modelhub/providers/answer';

/** A citation as OpenAI's annotation (API reference, "url_citation"). What is cited from a document of the client has no address. */
export function annotationOf({ url, title, startIndex, endIndex }: Citation): object {
  return { type: 'url_citation', url_citation: { url: url ?? '', title: title ?? '', start_index: startIndex ?? 0, end_index: endIndex ?? 0 } };
}

/** A picture in OpenRouter's form, which OpenAI has none for: a data URL. */
export function imageOf({ mediaType, base64 }: { readonly mediaType: string; readonly base64: string }): object {
  return { type: 'image_url', image_url: { url: `data:${mediaType};base64,${base64}` } };
}
