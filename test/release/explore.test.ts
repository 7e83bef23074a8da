import { it } from "vitest";
import { documentOf, release, withoutGreen } from "./shipped.ts";
import { counts } from "../harness.ts";
it("x", async () => {
  for (const n of ["mycrypto","mytrader"] as const) {
  const a = await release(n);
  console.log(counts(a.resources), JSON.stringify(documentOf(a), null, 1));
  const b = await release(n, { weights: { blue: 90, green: 10 } }, { last: a.release });
  const by = new Map(a.resources.map(r => [r.urn, r]));
  for (const r of b.resources) if (JSON.stringify(r) !== JSON.stringify(by.get(r.urn))) {
    const o = by.get(r.urn); console.log(r.urn, Object.entries(r).filter(([k, v]) => JSON.stringify(v) !== JSON.stringify(o?.[k as "urn"])).map(([k]) => k),
     Object.keys(r.props).filter(k => JSON.stringify(r.props[k]) !== JSON.stringify(o?.props[k])));
  }
  if (n === "mytrader") console.log(JSON.stringify(a.all("kubernetes:apps/v1:Deployment")[0], null, 1), JSON.stringify(a.all("aws:lb:ListenerRule")[1], null, 1));
  }
});
