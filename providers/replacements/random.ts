import { isAbsent } from "./condition.ts";
import type { Replacement, Replacements } from "./replacement.ts";

const provider = "hashicorp/terraform-provider-random internal/provider";

/** Passwords and strings take the same inputs. */
const text = (source: string): Replacement => ({
  source: `${provider}/${source}`,
  paths: [
    "keepers",
    "length",
    "lower",
    "minLower",
    "minNumeric",
    "minSpecial",
    "minUpper",
    "number",
    "numeric",
    "special",
    "upper",
  ],
  sometimes: {
    overrideSpecial: {
      when: "any change but from empty to absent",
      holds: (olds, news) => olds["overrideSpecial"] !== "" || !isAbsent(news["overrideSpecial"]),
    },
  },
});

/** All inputs replace: a value is random once and then kept. `keepers` whose values are all null replace nothing. */
export const random: Replacements = {
  "random:index/randomBytes:RandomBytes": {
    source: `${provider}/resource_bytes.go 0bebee0`,
    paths: ["keepers", "length"],
  },
  "random:index/randomId:RandomId": {
    source: `${provider}/resource_id.go 0457202`,
    paths: ["byteLength", "keepers", "prefix"],
  },
  "random:index/randomInteger:RandomInteger": {
    source: `${provider}/resource_integer.go 04292d3`,
    paths: ["keepers", "max", "min", "seed"],
  },
  "random:index/randomPassword:RandomPassword": text("resource_password.go stored file 18559650487"),
  "random:index/randomPet:RandomPet": {
    source: `${provider}/resource_pet.go 0117aa6`,
    paths: ["keepers", "length", "prefix", "separator"],
  },
  "random:index/randomShuffle:RandomShuffle": {
    source: `${provider}/resource_shuffle.go 04292d3`,
    paths: ["inputs", "keepers", "resultCount", "seed"],
  },
  "random:index/randomString:RandomString": text("resource_string.go stored file 18757985032"),
  "random:index/randomUuid:RandomUuid": { source: `${provider}/resource_uuid.go 04292d3`, paths: ["keepers"] },
  "random:index/randomUuid4:RandomUuid4": {
    source: "doc comment of keepers in @pulumi/random 4.21.2 randomUuid4.d.ts",
    paths: ["keepers"],
  },
  "random:index/randomUuid7:RandomUuid7": {
    source: "doc comment of keepers in @pulumi/random 4.21.2 randomUuid7.d.ts",
    paths: ["keepers"],
  },
};
