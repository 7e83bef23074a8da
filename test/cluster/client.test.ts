import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "./client.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function kubeconfig(cluster: Record<string, unknown>): string {
  const path = join(folder, "config");
  const content = {
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test.each(["https://127.0.0.1:6443", "https://localhost:6443"])("%s is this machine", (server) => {
  expect(connect(kubeconfig({ server })).getCurrentCluster()?.server).toBe(server);
});

test.each([
  "https://0123456789ABCDEF.gr7.eu-central-1.eks.amazonaws.com",
  "https://10.20.0.1:6443",
  "https://127.0.0.1.example:6443",
  "https://localhost.example",
  "https://127.0.0.1@10.20.0.1:6443",
])("%s is refused before anything is sent", (server) => {
  expect(() => connect(kubeconfig({ server }))).toThrow(/leads to https:.*makes and deletes namespaces and runs only/);
});

test("a way through a proxy is refused", () => {
  const path = kubeconfig({ server: "https://127.0.0.1:6443", "proxy-url": "socks5://10.20.0.1:1080" });
  expect(() => connect(path)).toThrow("through socks5://10.20.0.1:1080");
});
