// What people see while the product is set up: one line for each step, with the seconds it took. Zero dependencies, Node 20.

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;

/** On a terminal the line of the current step is alive; elsewhere (a log, CI) a plain line appears when a step begins. */
export class Progress {
  #stream;
  #isLive;
  #beganMs = Date.now();
  #step;
  #timer;
  #frame = 0;

  constructor(stream = process.stdout) {
    this.#stream = stream;
    this.#isLive = Boolean(stream.isTTY) && process.env.TERM !== 'dumb' && process.env.CI === undefined;
  }

  /** A step begins; the one before it is done. */
  step(text) {
    this.#finish('✓');
    this.#step = { text, beganMs: Date.now() };
    if (!this.#isLive) {
      this.#stream.write(`[${String(seconds(this.#beganMs)).padStart(3)} s] ${text}\n`);
      return;
    }
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), FRAME_MS);
    this.#timer.unref();
  }

  /** The last step is done. */
  done() {
    this.#finish('✓');
  }

  failed() {
    this.#finish('✗');
  }

  /** Seconds since the first step. */
  get elapsedSeconds() {
    return seconds(this.#beganMs);
  }

  #draw() {
    this.#frame += 1;
    this.#stream.write(`\r\u001B[2K${FRAMES[this.#frame % FRAMES.length]} ${this.#line()}`);
  }

  #finish(mark) {
    clearInterval(this.#timer);
    if (this.#step !== undefined && this.#isLive) this.#stream.write(`\r\u001B[2K${mark} ${this.#line()}\n`);
    this.#step = undefined;
  }

  #line() {
    const { text, beganMs } = this.#step;
    return `${text}  ${seconds(beganMs)} s`;
  }
}

function seconds(sinceMs) {
  return Math.round((Date.now() - sinceMs) / 1000);
}
