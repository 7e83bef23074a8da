import { wordsOf } from "../words.ts";

/** Where a color is asked: the preview color by the test rule, the live one as everybody does. */
export interface Target {
  /** `https://<host>`, without a slash at the end. */
  address: string;
  /** Sent with every request; they may be secret. */
  headers: Readonly<Record<string, string>>;
  /** Milliseconds for one whole answer. */
  timeoutMs: number;
  /** Why an answer is not one of the color that is asked, where answers tell; undefined when it is. */
  stranger?: (headers: Headers) => string | undefined;
}

export interface Answered {
  status: number;
  body: string;
}

/**
 * One GET and its whole answer. A redirect is an answer.
 *
 * @returns why there is none worth looking at, in a text
 * @throws the signal's reason, and nothing else
 */
export async function ask(target: Target, path: string, signal: AbortSignal): Promise<Answered | string> {
  const { address, headers, timeoutMs, stranger } = target;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(address + path, {
      headers,
      redirect: "manual",
      signal: AbortSignal.any([signal, limit]),
    });
    const body = await response.text();
    return stranger?.(response.headers) ?? { status: response.status, body };
  } catch (error) {
    signal.throwIfAborted();
    return limit.aborted ? `no whole answer in ${timeoutMs} ms` : wordsOf(error);
  }
}
