import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { checkServerIdentity, connect, createServer, type TLSSocket, type TlsOptions } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Authority, authority, key, type Leaf, leaf } from "./tls-resources.ts";

const hour = 3_600_000;
const ago = (hours: number) => ({ now: new Date(Date.now() - hours * hour) });

/** What a client says of a real server on loopback: `fine`, or why it refuses. */
async function handshake(
  server: Leaf,
  ca: string,
  { host = "db.internal", client, asks }: { host?: string; client?: Leaf; asks?: string } = {},
): Promise<string> {
  const both: TlsOptions = asks === undefined ? {} : { ca: asks, requestCert: true, rejectUnauthorized: true };
  const listener = createServer({ ...server, ...both }, (socket) => socket.end("hello"));
  listener.on("tlsClientError", () => undefined);
  onTestFinished(() => {
    listener.close();
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const socket = connect({
    ...client,
    host: "127.0.0.1",
    port,
    ca,
    checkServerIdentity: (_, cert) => checkServerIdentity(host, cert),
  });
  return await ended(socket);
}

async function ended(socket: TLSSocket): Promise<string> {
  try {
    // A server that refuses the client may end without a word.
    const [said] = (await Promise.race([once(socket, "data"), once(socket, "close")])) as unknown[];
    return Buffer.isBuffer(said) && said.toString() === "hello" ? "fine" : "closed";
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return error.code === "UNSPECIFIED" ? error.message : String(error.code);
  } finally {
    socket.destroy();
  }
}

describe.each([
  ["RSA", { algorithm: "RSA", rsaBits: 2048 }],
  ["P-256", { algorithm: "ECDSA", ecdsaCurve: "P256" }],
  ["P-384", { algorithm: "ECDSA", ecdsaCurve: "P384" }],
  ["Ed25519", { algorithm: "ED25519" }],
])("a server with a certificate on %s", (_, inputs) => {
  it("is known by its name and its address, and by no other", async () => {
    const by = authority(key(inputs));
    const server = leaf(by, { request: { privateKeyPem: key(inputs) } });
    expect(await handshake(server, by.caCertPem)).toBe("fine");
    expect(await handshake(server, by.caCertPem, { host: "127.0.0.1" })).toBe("fine");
    expect(await handshake(server, by.caCertPem, { host: "cache.internal" })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(await handshake(server, by.caCertPem, { host: "127.0.0.2" })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  });
});

describe("a client refuses", () => {
  const by = authority();

  it("what another authority of the same name signed", async () => {
    expect(await handshake(leaf(by), authority().caCertPem)).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  });

  it("a certificate before its time, and after", async () => {
    const at = (hours: number) =>
      handshake(leaf(authority(by.caPrivateKeyPem, {}, ago(9)), {}, ago(hours)), by.caCertPem);
    expect(await at(4)).toBe("fine");
    expect(await at(6)).toBe("CERT_HAS_EXPIRED");
    expect(await at(-1)).toBe("CERT_NOT_YET_VALID");
  });

  it("a certificate for clients, as a server refuses one for servers", async () => {
    const server = leaf(by);
    const client = leaf(by, { cert: { allowedUses: ["digital_signature", "client_auth"] } });
    expect(await handshake(client, by.caCertPem)).toBe("INVALID_PURPOSE");
    expect(await handshake(server, by.caCertPem, { client, asks: by.caCertPem })).toBe("fine");
    expect(await handshake(server, by.caCertPem, { client: server, asks: by.caCertPem })).not.toBe("fine");
    expect(await handshake(server, by.caCertPem, { asks: by.caCertPem })).not.toBe("fine");
  });

  it("an authority whose certificate may not sign", async () => {
    const none: Authority = authority(key(), { allowedUses: ["digital_signature"] });
    expect(await handshake(leaf(none), none.caCertPem)).toBe("key usage does not include certificate signing");
  });
});

it("an authority's new certificate for its old key verifies what the old one signed, and the other way round", async () => {
  const old = authority(key(), {}, { ...ago(9), name: "old" });
  const renewed = authority(old.caPrivateKeyPem, {}, { name: "renewed" });
  expect(renewed.caCertPem).not.toBe(old.caCertPem);
  expect(await handshake(leaf(old), renewed.caCertPem)).toBe("fine");
  expect(await handshake(leaf(renewed), old.caCertPem)).toBe("fine");
  const rekeyed = authority(key());
  expect(await handshake(leaf(rekeyed), old.caCertPem)).not.toBe("fine");
});
