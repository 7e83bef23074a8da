import { type Hosts } from "../../systems/model/system.ts";
import { testHeader } from "../release/listener-actions.ts";

/** Keys of the store that says which version's pages are served. */
export const versionKeys = { live: "live-version", preview: "preview-version" } as const;

/** Names, in a version's folder, of what pages are told on the web host, and on the test host. */
export const clientConfigFiles = { live: "client-config.json", preview: "client-config.preview.json" } as const;

/** Part of the source texts: a response that no origin is asked for, in the form of the load balancer's own 404. */
export const answerSource = `function answer(statusCode, statusDescription, error) {
  return {
    statusCode: statusCode,
    statusDescription: statusDescription,
    headers: { "content-type": { value: "application/json" }, "cache-control": { value: "no-store" } },
    body: JSON.stringify({ error: error }),
  };
}`;

/**
 * Source text of a CloudFront Function (cloudfront-js-2.0) in front of the web assets, which lie under `/<version>/`. Pages
 * follow the live color: `/`, paths of the single-page app and files that are not hashed are read from the live
 * version, and on the test host, with the test header, from the preview version. What is cached is known by the path that
 * this returns, so another version is another entry, and nothing has to be invalidated (MC-108, MT-026, MT-058).
 *
 * `/client-config.json` is a file of its own on the test host: its pages ask the preview color, at that very host, and a
 * version may be seen on both hosts.
 *
 * A path without a dot in its last part is the app's own and gets `index.html`, without custom error responses, which
 * would rewrite the API's errors too. Of other paths only plain ones pass: none leads out of the version's folder.
 *
 * Answers 404 on other hosts, such as one that serves the API alone, and without a preview; 503 without a live version.
 */
export function liveIndexFunction({ web, test }: Hosts): string {
  return `import cf from "cloudfront";

const versions = cf.kvs();

${answerSource}

function keyFor(headers) {
  const host = headers.host.value.toLowerCase();
  if (host === ${JSON.stringify(web)}) return ${JSON.stringify(versionKeys.live)};
  const asked = headers[${JSON.stringify(testHeader.name.toLowerCase())}];
  if (host === ${JSON.stringify(test)} && asked && asked.value === ${JSON.stringify(testHeader.value)}) {
    return ${JSON.stringify(versionKeys.preview)};
  }
  return undefined;
}

function fileFor(uri) {
  const last = uri.slice(uri.lastIndexOf("/") + 1);
  if (last.indexOf(".") === -1) return "/index.html";
  if (uri.indexOf("..") !== -1 || uri.indexOf("//") !== -1) return undefined;
  return /^\\/[A-Za-z0-9._~\\/-]+$/.test(uri) ? uri : undefined;
}

function fileOn(key, uri) {
  const file = fileFor(uri);
  const preview = key === ${JSON.stringify(versionKeys.preview)};
  return preview && file === "/${clientConfigFiles.live}" ? "/${clientConfigFiles.preview}" : file;
}

async function handler(event) {
  const request = event.request;
  const key = keyFor(request.headers);
  const file = fileOn(key, request.uri);
  if (key === undefined || file === undefined) return answer(404, "Not Found", "not found");
  let version;
  try {
    version = await versions.get(key);
  } catch (error) {
    if (key === ${JSON.stringify(versionKeys.preview)}) return answer(404, "Not Found", "no preview");
    return answer(503, "Service Unavailable", "no version is live");
  }
  request.uri = "/" + version + file;
  return request;
}
`;
}
