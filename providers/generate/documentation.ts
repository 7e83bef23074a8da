// What a doc comment says about its field. The sentences are written by hand, in many ways, so only those are read that
// leave no doubt: a value that is wrongly refused does more harm than one that is wrongly let through.

type Scalar = "string" | "number" | "boolean";
type Literal = string | number | boolean;

/** What was read; absent where the text does not say it, or not for certain. */
export interface Documented {
  values?: (string | number)[];
  default?: Literal;
}

const marked = String.raw`\`+"?[^\`"]+"?\`+|"[^"]*"|'[^']*'`;
/** A bare word is a value only with a capital: `Always`, `TCP`. What follows in parentheses explains it. */
const item = String.raw`(?:${marked}|\b[A-Z]\w+|-?\d+)(?: \([^)]+\))?`;

/** Nothing comes before: "For `network` load balancers, valid values are" would be said of some cases only. */
const intro = [
  "(?:the )?(?:only )?(?:valid|possible|allowed|currently-supported) (?:values|options|policies)(?: are)?:?",
  "the value is",
  "(?:(?:must|should|can) be )?(?:either|one of):?",
  "(?:must|can) be",
  "supports",
].join("|");
const severalValues = new RegExp(`^(?i:${intro}) (${item}(?:(?:,? (?:and|or) |, ?)${item})+)$`);
const oneValue = new RegExp(`^(?:the )?(?:only )?(?:valid|possible) value is (${marked})$`, "i");

const literal = String.raw`${marked}|-?\d+|true|false`;
const saidFirst = `(?:the )?default(?:s? to| value is| value:| is|:)? (${literal})(?: seconds)?`;
const byDefault = new RegExp(String.raw`^${saidFirst}$|\(${saidFirst}\)$|^(${literal}) by default$`, "i");
/** Before a default in parentheses: it may hold in some cases only. */
const condition = /\b(?:if|when|for|unless|otherwise|depend\w*)\b/i;
/** Anywhere in a text: the field belongs to some kinds of its resource, and so does its default. */
const someKinds = new RegExp(
  [
    String.raw`\bonly (?:valid|applicable|applies|supported|be set)\b|\bapplicable (?:for|to|when)\b`,
    String.raw`\b(?:conflicts with|cannot be specified|required (?:if|when))\b`,
    String.raw`\b(?:application|network|gateway)\`? (?:type )?load balancer`,
    String.raw`(?:^|\. |\n)when \``,
  ].join("|"),
  "i",
);

/** The values that a doc comment allows for its field, and what the field is when it is absent. */
export function read(text: string, kind: Scalar): Documented {
  const sentences = sentencesOf(text);
  const lists = sentences.flatMap((one) => (severalValues.exec(one) ?? oneValue.exec(one))?.[1] ?? []);
  const values = agreed(lists.map((list) => valuesIn(list, kind)));
  const fallback = someKinds.test(text)
    ? undefined
    : agreed([...sentences.flatMap((one) => defaultIn(one, kind)), ...lists.flatMap((one) => markedIn(one, kind))]);
  return { ...(values && { values }), ...(fallback !== undefined && { default: fallback }) };
}

/** A sentence may go over several lines; a line that begins with a capital or a mark begins another. */
function sentencesOf(text: string): string[] {
  const lines = text.replace(/\n+(?![\n\sA-Z`*>-])/g, " ");
  return lines.split(/\.(?:\s+|$)|\n+/).map((sentence) => sentence.trim());
}

function valuesIn(list: string, kind: Scalar): (string | number)[] | undefined {
  const items = list.match(new RegExp(item, "g")) ?? [];
  const values = items.map((one) => convert(one.replace(/ \([^)]+\)$/, ""), kind));
  const allowed = values.filter((value) => typeof value === "string" || typeof value === "number");
  return allowed.length === values.length ? allowed : undefined;
}

/** None, or one that may turn out to hold in some cases only. */
function defaultIn(sentence: string, kind: Scalar): (Literal | undefined)[] {
  const found = byDefault.exec(sentence);
  const text = found?.slice(1).find(Boolean);
  if (found === null || text === undefined) return [];
  return [condition.test(sentence.slice(0, found.index)) ? undefined : convert(text, kind)];
}

/** The value in a list that is marked `(default)`. */
function markedIn(list: string, kind: Scalar): (Literal | undefined)[] {
  const found = new RegExp(String.raw`(${marked}) \(default\)`).exec(list)?.[1];
  return found === undefined ? [] : [convert(found, kind)];
}

/** A literal of this kind; nothing for a pattern, or for a name that is not what the provider takes. */
function convert(text: string, kind: Scalar): Literal | undefined {
  const bare = text.replace(/^`+|`+$/g, "").replace(/^(["'])(.*)\1$/, "$2");
  if (kind === "boolean") return bare === "true" || (bare === "false" ? false : undefined);
  if (kind === "number") return /^-?\d+$/.test(bare) ? Number(bare) : undefined;
  // `roundRobin` was `round_robin` before Pulumi rewrote what looks like a property in Terraform's text.
  const rewritten = /^[a-z][a-z0-9]*[A-Z]/.test(bare);
  const pattern = /^$|[<>*^$\\]|XX|\.\.\.|:\/\//.test(bare);
  return rewritten || pattern ? undefined : bare;
}

/** What was found, unless it was found twice and differs. */
function agreed<Value>(found: readonly (Value | undefined)[]): Value | undefined {
  return new Set(found.map((value) => JSON.stringify(value))).size === 1 ? found[0] : undefined;
}
