/** HTML that is known to be well-formed: only `markup` makes it, so no other text gets into the page as it is. */
export class Markup {
  // Private, so that nothing else in the program has this shape.
  readonly #text: string;

  constructor(pieces: TemplateStringsArray, values: readonly Value[]) {
    this.#text = pieces.reduce((text, piece, index) => text + written(values[index - 1] ?? "") + piece);
  }

  toString(): string {
    return this.#text;
  }
}

type Value = string | number | Markup | readonly Markup[];

/** A piece of the page: the template's own text is markup, whatever is put into it is text, unless it is markup itself. */
export function markup(pieces: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return new Markup(pieces, values);
}

function written(value: Value): string {
  if (value instanceof Markup) return value.toString();
  if (typeof value === "string") return escaped(value);
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  return value.join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Fit for an element and for a quoted attribute. A character that no page may hold becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "\ufffd")
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}
