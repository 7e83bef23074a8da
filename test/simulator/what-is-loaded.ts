// Tells which packages of the library for certificates are loaded after a preview of prod and of every type of tls, and
// after one certificate is made.
import { createRequire } from "node:module";
import { plan } from "../../preview/plan.ts";
import { loadStackConfig } from "../../preview/stack-file.ts";
import { planned } from "../../simulator/answers/resources.ts";
import { authority, types } from "./tls-resources.ts";

const { cache } = createRequire(import.meta.url);

function loaded(): string[] {
  const found = Object.keys(cache).flatMap((file) => /@peculiar\/(asn1-\w+)\//.exec(file)?.[1] ?? []);
  return [...new Set(found)].sort();
}

await plan({ stack: "prod", config: loadStackConfig("prod", []), mode: "preview" });
for (const type of Object.values(types)) {
  planned({ type, name: "", urn: "", inputs: {}, nonce: "", account: "", region: "", tags: {} }, {});
}
const preview = loaded();
authority();
process.stdout.write(JSON.stringify({ preview, update: loaded() }));
