/** Calls every listener; one that throws keeps neither the others nor the connection from going on. */
export class ListenerSet<Event> {
  readonly #listeners: ((event: Event) => void)[] = [];

  add(listener: (event: Event) => void): void {
    this.#listeners.push(listener);
  }

  emit(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
