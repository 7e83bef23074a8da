/** The one version of the official Pulumi CLI that this project is made and tested with. go.mod of tools/ says it too. */
export const cliVersion = "3.259.0";

/** What an answer to `pulumi version` is worth. */
export type Verdict = { accepted: true; version: string; warning?: string } | { accepted: false; reason: string };

interface Version {
  numbers: readonly [major: number, minor: number, patch: number];
  prerelease: boolean;
}

const pattern = /^v?(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** Reads `v3.259.0`, with or without the v; undefined when it is no version. */
export function parseVersion(text: string): Version | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease: prerelease !== undefined };
}

/** Negative when the first is the older one. A prerelease comes before its release; two of them count as equal. */
export function compareVersions(one: Version, other: Version): number {
  const [major, minor, patch] = one.numbers;
  const [otherMajor, otherMinor, otherPatch] = other.numbers;
  return (
    major - otherMajor || minor - otherMinor || patch - otherPatch || Number(other.prerelease) - Number(one.prerelease)
  );
}

/**
 * Judges what `pulumi version` printed. The project promises one version; a newer one of the same major keeps to the
 * same commands, so it is used with a warning, and an older one may lack what the programs need.
 */
export function judge(answer: string): Verdict {
  const version = parseVersion(answer);
  const wanted = parseVersion(cliVersion);
  if (version === undefined || wanted === undefined) {
    const said = answer === "" ? "nothing" : `"${answer.slice(0, 80)}"`;
    return { accepted: false, reason: `\`pulumi version\` answers ${said}, which is no version` };
  }
  const text = answer.replace(/^v/, "");
  if (text === cliVersion) return { accepted: true, version: text };
  if (version.numbers[0] !== wanted.numbers[0]) {
    return { accepted: false, reason: `is version ${text}, another major than ${cliVersion}` };
  }
  if (compareVersions(version, wanted) < 0) {
    return { accepted: false, reason: `is version ${text}, older than ${cliVersion}` };
  }
  return { accepted: true, version: text, warning: `is version ${text}; the project is tested with ${cliVersion}` };
}
