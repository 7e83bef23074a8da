import {
  AuthenticationV1TokenRequest,
  CoreV1Api,
  HttpMethod,
  KubeConfig,
  KubernetesObjectApi,
} from "@kubernetes/client-node";
import type { Kube } from "./objects.ts";

/** What the server said no to, or took with a warning. */
export class Refusal extends Error {
  /** HTTP status. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = "Refusal";
    this.code = code;
  }
}

const fieldManager = "pulumi";
const onLoopback = new Set(["127.0.0.1", "localhost"]);

/**
 * Reads a kubeconfig, and refuses one that does not lead to this machine: the test makes and deletes namespaces.
 *
 * @throws Error for a current context whose server is not on loopback, or is reached through a proxy
 */
export function connect(kubeconfig: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error(`KUBECONFIG=${kubeconfig}: its current context names no cluster`);
  const { hostname } = new URL(cluster.server);
  if (!onLoopback.has(hostname) || cluster.proxyUrl !== undefined) {
    const way = cluster.proxyUrl === undefined ? "" : ` through ${cluster.proxyUrl}`;
    throw new Error(
      `KUBECONFIG=${kubeconfig} leads to ${cluster.server}${way}; this test makes and deletes namespaces and runs ` +
        `only against a throw-away cluster on 127.0.0.1 or localhost, such as ../shared/bin/cluster up`,
    );
  }
  return config;
}

/** The same cluster with the token that a pod of this ServiceAccount would get. */
export async function asServiceAccount(config: KubeConfig, namespace: string, name: string): Promise<KubeConfig> {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error("the current context names no cluster");
  const core = config.makeApiClient(CoreV1Api);
  const spec = { audiences: ["https://kubernetes.default.svc"], expirationSeconds: 600 };
  const body = Object.assign(new AuthenticationV1TokenRequest(), { spec });
  const token = (await core.createNamespacedServiceAccountToken({ namespace, name, body })).status?.token;
  if (token === undefined) throw new Error(`no token for ServiceAccount ${namespace}/${name}`);
  const own = new KubeConfig();
  own.loadFromClusterAndUser(cluster, { name: `${namespace}/${name}`, token });
  return own;
}

/**
 * Sends objects as they are written, and hands back what the server made of them: the models of the client would drop
 * fields that they do not know, both ways.
 */
export class Client extends KubernetesObjectApi {
  /** Server-side apply as Pulumi does it: no forced conflicts, and every unknown field is an error. */
  async apply(object: Kube, text = JSON.stringify(object)): Promise<Kube> {
    const query = { fieldManager, fieldValidation: "Strict" };
    return this.#send("patch", HttpMethod.PATCH, object, query, { type: "application/apply-patch+yaml", text });
  }

  /** Changes some fields of an object. */
  async merge(object: Kube, change: object): Promise<Kube> {
    const body = { type: "application/merge-patch+json", text: JSON.stringify(change) };
    return this.#send("patch", HttpMethod.PATCH, object, { fieldManager: "test" }, body);
  }

  /** What would become of a new object; all of admission runs, and nothing is kept. */
  async tryCreate(object: Kube): Promise<Kube> {
    const query = { dryRun: "All", fieldValidation: "Strict" };
    const body = { type: "application/json", text: JSON.stringify(object) };
    return this.#send("create", HttpMethod.POST, object, query, body);
  }

  /** The object of this kind and name as it is now. */
  async fetch(object: Kube): Promise<Kube> {
    return this.#send("read", HttpMethod.GET, object, {});
  }

  async #send(
    action: "create" | "patch" | "read",
    method: HttpMethod,
    object: Kube,
    query: Readonly<Record<string, string>>,
    body?: { type: string; text: string },
  ): Promise<Kube> {
    const request = this.configuration.baseServer.makeRequestContext(await this.specUriPath(object, action), method);
    for (const [name, value] of Object.entries(query)) request.setQueryParam(name, value);
    if (body !== undefined) {
      request.setHeaderParam("Content-Type", body.type);
      request.setBody(body.text);
    }
    await this.configuration.authMethods.default?.applySecurityAuthentication(request);
    const response = await this.configuration.httpApi.send(request).toPromise();
    const answer = JSON.parse(await response.body.text()) as Kube & { message?: string };
    if (response.httpStatusCode > 299) throw new Refusal(response.httpStatusCode, answer.message ?? "");
    const warning = response.headers["warning"];
    if (warning !== undefined && body !== undefined) throw new Refusal(response.httpStatusCode, `warning: ${warning}`);
    return answer;
  }
}
