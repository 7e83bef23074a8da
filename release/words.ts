/** What an error says. The innermost cause: that a fetch failed says nothing. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return wordsOf(error.cause);
  // Several addresses of a host were tried.
  if (error instanceof AggregateError && error.message === "") return error.errors.map(wordsOf).join(", ");
  return error.message;
}
