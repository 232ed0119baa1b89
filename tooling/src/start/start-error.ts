/** A start that cannot go on: the message is one sentence with the remedy, `details` what a tool or a log said about it. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly details: string;

  constructor(message: string, details = '') {
    super(message);
    this.details = details;
  }
}
