import { type Markup, markup } from "./markup.ts";

/** Of a text, before it is folded. */
const mostCharacters = 600;
const shownCharacters = 240;

/** Somebody's text. A very long one shows its beginning, and the whole when it is opened. */
export function prose(text: string): Markup {
  if (text.length <= mostCharacters) return markup`<span class="prose">${text}</span>`;
  const beginning = text.slice(0, shownCharacters).toWellFormed();
  return markup`<details class="long"><summary class="prose">${beginning}… (${text.length} characters)</summary>
<div class="prose">${text}</div></details>`;
}

/** Texts under a heading; nothing where there are none. */
export function proseList(heading: string, kind: "bad" | "plain", texts: readonly string[]): Markup {
  if (texts.length === 0) return markup``;
  const items = texts.map((text) => markup`<li>${prose(text)}</li>`);
  return markup`<div class="list ${kind}"><h3>${heading}</h3><ul>${items}</ul></div>`;
}
