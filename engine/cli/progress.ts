/** What is used of a stream such as stderr. */
export interface ProgressStream {
  isTTY?: boolean;
  write(text: string): unknown;
}

const rewriteLine = "\r\u001b[K";

/**
 * Says how long work goes on until the result is called: on a terminal one line that is rewritten each second, elsewhere
 * (a log) a line every ten seconds.
 *
 * @param describe what is going on now, in a few words
 */
export function showProgress(describe: () => string, stream: ProgressStream): () => void {
  const terminal = stream.isTTY === true;
  const started = performance.now();
  const show = () => {
    const text = `${describe()}, ${elapsed(performance.now() - started)}`;
    stream.write(terminal ? `${rewriteLine}${text}` : `${text}\n`);
  };
  stream.write(terminal ? describe() : `${describe()}\n`);
  const timer = setInterval(show, terminal ? 1_000 : 10_000);
  return () => {
    clearInterval(timer);
    if (terminal) stream.write(rewriteLine);
  };
}

/** `40 s`, `4 min 5 s` */
export function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
