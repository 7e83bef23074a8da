import type { Color } from "../../systems/model/system.ts";
import { drawing, type ValueScale } from "./axis.ts";
import { type Markup, markup } from "./markup.ts";
import { count } from "./words.ts";

/** A strip of the timeline. */
export interface Panel {
  /** Where the next one may begin. */
  bottom: number;
  body: Markup;
}

/** Of one column of the drawing's monospaced text, in the drawing's units. */
export const columnWidth = 7.3;

/** Where the words beside the plot begin. */
const margin = 6;

/** Width in the drawing's units. What is not Latin is taken for two columns wide. */
export function textWidth(text: string): number {
  return columns(text) * columnWidth;
}

/** Where a text begins that would like to begin at `x`: further left, if it would leave the drawing. */
export function leftOf(x: number, text: string): number {
  return Math.min(x, drawing.width - textWidth(text));
}

/** One line of so many columns at most. */
export function clipped(text: string, most: number): string {
  const line = text.toWellFormed().replaceAll(/\s+/g, " ").trim();
  if (columns(line) <= most) return line;
  let kept = "";
  for (const character of line) {
    if (columns(kept + character) >= most) break;
    kept += character;
  }
  return `${kept}…`;
}

/** What a panel shows, and beneath it how each color is drawn, with a few words on it. */
export function legend(top: number, title: string, lines: readonly { color: Color; text: string }[] = []): Markup {
  const rows = lines.map(({ color, text }, index) => {
    const y = top + 26 + index * 16;
    return markup`<line class="line ${color}" x1="${margin}" y1="${y}" x2="${margin + 30}" y2="${y}"/>
${marker(color, margin + 15, y)}<text x="${margin + 36}" y="${y + 4}">${clipped(text, 18)}</text>`;
  });
  return markup`<text class="title" x="${margin}" y="${top + 9}">${title}</text>${rows}`;
}

/** Lines at nothing, half and the greatest value; there is no half of one request. */
export function valueLines({ max, y }: ValueScale): Markup[] {
  return (max === 1 ? [0, 1] : [0, max / 2, max]).map(
    (value) => markup`<line class="grid" x1="${drawing.left}" y1="${y(value)}" x2="${drawing.right}" y2="${y(value)}"/>
<text class="tick" x="${drawing.left - 5}" y="${y(value) + 4}" text-anchor="end">${count(value)}</text>`,
  );
}

/** Blue is round and green is a triangle, for who does not see the color. */
export function marker(color: Color, x: number, y: number): Markup {
  if (color === "blue") return markup`<circle class="mark blue" cx="${x}" cy="${y}" r="3.5"/>`;
  const corners = `${fixed(x - 4)},${fixed(y + 3.5)} ${fixed(x + 4)},${fixed(y + 3.5)} ${fixed(x)},${fixed(y - 4)}`;
  return markup`<polygon class="mark green" points="${corners}"/>`;
}

/** A coordinate within a list of them. */
export function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function columns(text: string): number {
  let sum = 0;
  for (const character of text) sum += (character.codePointAt(0) ?? 0) < 0x2e80 ? 1 : 2;
  return sum;
}
