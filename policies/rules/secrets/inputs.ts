import type { ResourceRule } from "../../rule.ts";
import { isSet, known } from "../../demand.ts";
import { secretPlaces, takesSecrets } from "./places.ts";

/** Where the engine does not say which inputs are secrets, nothing is said either. */
export const secretInputEncrypted: ResourceRule = {
  id: "secret-input-encrypted",
  types: takesSecrets,
  needsSecrets: true,
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-004", "MC-034"],
  refs: { checkov: ["CKV_SECRET_6"] },
  rationale: "Inputs that hold secrets are Pulumi secrets, or state, plan and logs show them in plain text.",
  fix: "Take the value from a secret output or secret config, or wrap it in pulumi.secret.",
  exceptions: "none",
  check: (inputs, { type }) => {
    const places = secretPlaces(type, inputs, { whole: true });
    if (places === undefined) return "not-applicable";
    return places
      .filter((place) => place.isSecret("") === false && known(place, "", isSet))
      .map(({ path }) => ({ path, message: "is no Pulumi secret, so it is kept and shown in plain text" }));
  },
};
