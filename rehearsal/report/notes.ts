import type { Result } from "../result.ts";
import type { TimeAxis } from "./axis.ts";
import { fixed, legend, type Panel, textWidth } from "./labels.ts";
import { type Markup, markup } from "./markup.ts";
import { prose } from "./prose.ts";
import { clock, many } from "./words.ts";

type Kind = Result["notes"][number]["kind"];

/** A note and its number on the timeline and in the list, from 1. */
export interface NumberedNote {
  number: number;
  at: number;
  kind: Kind;
  text: string;
}

const kinds = ["fault", "event", "judge", "page"] as const satisfies readonly Kind[];
const laneHeight = 19;
/** A list of more is folded, all but so many at each end. */
const mostOpen = 40;
const openEnds = 15;

export function numbered(notes: Result["notes"]): NumberedNote[] {
  return notes.toSorted((a, b) => a.at - b.at).map((note, index) => ({ ...note, number: index + 1 }));
}

/** A lane for each kind. Notes too close to be told apart share a marker, `3 +2`: note 3 and the two after it of its kind. */
export function notesPanel(notes: readonly NumberedNote[], axis: TimeAxis, top: number): Panel {
  const present = kinds.filter((kind) => notes.some((note) => note.kind === kind));
  const lanes = present.map((kind, lane) => {
    const y = top + 22 + lane * laneHeight;
    const drawn = groups(
      notes.filter((note) => note.kind === kind),
      axis,
    ).map((group) => {
      const x = axis.x(group[0].at);
      const words = group.map(({ number, at, text }) => `${number}. ${clock(at, 1)} ${text}`).join("\n");
      return markup`<g class="note"><title>${words}</title>${shape(kind, x, y)}
<text x="${x + 8}" y="${y + 4}">${groupLabel(group)}</text></g>`;
    });
    const words = markup`<text x="24" y="${y + 4}">${kind}</text>`;
    return markup`<g class="${kind}">${shape(kind, 14, y)}${words}${drawn}</g>`;
  });
  const bottom = top + 22 + Math.max(1, present.length) * laneHeight;
  return { bottom, body: markup`<g>${legend(top, "notes, by number")}${lanes}</g>` };
}

/** All the notes in words, in order. */
export function notesList(notes: readonly NumberedNote[]): Markup {
  if (notes.length === 0) return markup`<p>Nobody noted anything.</p>`;
  if (notes.length <= mostOpen) return table(notes, "Notes");
  const folded = notes.slice(openEnds, -openEnds);
  const times = `${clock(folded[0]?.at ?? 0, 1)} to ${clock(folded.at(-1)?.at ?? 0, 1)}`;
  return markup`${table(notes.slice(0, openEnds), "The first notes")}
<details><summary>${many(folded.length, "more note")}, ${times}</summary>${table(folded, "Notes in between")}</details>
${table(notes.slice(-openEnds), "The last notes")}`;
}

function table(notes: readonly NumberedNote[], caption: string): Markup {
  const rows = notes.map(
    ({ number, at, kind, text }) => markup`<tr><td class="number">${number}</td><td class="number">${clock(at, 1)}</td>
<td>${kind}</td><td class="text">${prose(text)}</td></tr>`,
  );
  return markup`<table class="notes"><caption>${caption}</caption>
<thead><tr><th scope="col" class="figure">No.</th><th scope="col" class="figure">Time</th><th scope="col">Kind</th><th scope="col">Text</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

type Group = [NumberedNote, ...NumberedNote[]];

/** Notes whose markers would cover one another belong together. */
function groups(notes: readonly NumberedNote[], axis: TimeAxis): Group[] {
  const found: Group[] = [];
  for (const note of notes) {
    const last = found.at(-1);
    if (last !== undefined && axis.x(note.at) - 8 < axis.x(last[0].at) + 8 + textWidth(groupLabel(last)))
      last.push(note);
    else found.push([note]);
  }
  return found;
}

function groupLabel([{ number }, ...others]: Group): string {
  return others.length === 0 ? String(number) : `${number} +${others.length}`;
}

/** Each kind has its own. */
function shape(kind: Kind, x: number, y: number): Markup {
  if (kind === "judge") return markup`<circle class="sign" cx="${x}" cy="${y}" r="4.5"/>`;
  if (kind === "event") return markup`<rect class="sign" x="${x - 4}" y="${y - 4}" width="8" height="8"/>`;
  const half = 5.5;
  const foot = kind === "fault" ? `${fixed(x)},${fixed(y + half)} ` : "";
  const sideY = kind === "fault" ? y : y + half - 1;
  const sides = `${fixed(x + half)},${fixed(sideY)} ${foot}${fixed(x - half)},${fixed(sideY)}`;
  return markup`<polygon class="sign" points="${fixed(x)},${fixed(y - half)} ${sides}"/>`;
}
