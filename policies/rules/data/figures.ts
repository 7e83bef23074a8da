/** A whole number, or the text of one: parameters are texts to AWS, whatever they count. */
export function wholeNumber(value: unknown): number | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  return /^\d+$/.test(String(value)) ? Number(value) : undefined;
}
