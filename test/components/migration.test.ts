import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { rdsAuthorities } from "../../components/data/rds-authorities.ts";
import { migrationFiles } from "../../components/release/migration-files.ts";
import { Migration, type MigrationArgs } from "../../components/release/migration.ts";
import { contentHash } from "../../components/release/naming.ts";
import type { MigrationRun } from "../../contract/release.ts";
import { counts, deploy } from "../harness.ts";

const image = `registry.example/mycrypto/migrations@sha256:${"0a".repeat(32)}`;
const run: MigrationRun = {
  image,
  steps: [
    { name: "001-enums", kind: "expand" },
    { name: "002-drop-enums", kind: "contract" },
  ],
  otherColor: "absent",
};
const files = migrationFiles(rdsAuthorities("eu-central-1"));

const migration = (changes: Partial<MigrationArgs> = {}, mode: "preview" | "update" = "update") =>
  deploy(
    () => {
      const made = new Migration("mycrypto-green-migrations", {
        system: "mycrypto",
        color: "green",
        namespace: "mycrypto-green",
        run: pulumi.output(run),
        files,
        login: { secretName: "connection-migration-1", variables: ["FLYWAY_URL", "FLYWAY_PASSWORD"] },
        deadlineMinutes: 45,
        ranges: { vpc: "10.0.0.0/16", service: "172.20.0.0/16", public: [], private: [], data: ["10.0.2.0/24"] },
        ...changes,
      });
      return { ran: made.ran };
    },
    { mode },
  );

const jobType = "kubernetes:batch/v1:Job";
const labels = {
  "app.kubernetes.io/name": "migrations",
  "app.kubernetes.io/part-of": "mycrypto",
  "release.trading-platform/color": "green",
  "app.kubernetes.io/managed-by": "pulumi",
};

it("declares a Job, its files, its account and its policy, and nothing else", async () => {
  const { resources, one } = await migration();
  expect(counts(resources)).toEqual({
    "kubernetes:batch/v1:Job": 1,
    "kubernetes:core/v1:ConfigMap": 1,
    "kubernetes:core/v1:ServiceAccount": 1,
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": 1,
    "trading:release:Migration": 1,
  });
  const parent = one("trading:release:Migration").urn;
  for (const { custom, parent: of } of resources) if (custom) expect(of).toBe(parent);
  expect(one("kubernetes:core/v1:ServiceAccount").props).toMatchObject({
    automountServiceAccountToken: false,
    metadata: { name: "migrations", namespace: "mycrypto-green" },
  });
  expect(one("kubernetes:core/v1:ConfigMap").props).toMatchObject({
    immutable: true,
    data: files,
    metadata: { name: `migrations-${contentHash(files)}`, namespace: "mycrypto-green" },
  });
});

it("reaches the database server alone, and nobody reaches it", async () => {
  const { one } = await migration();
  expect(one("kubernetes:networking.k8s.io/v1:NetworkPolicy").props["spec"]).toEqual({
    podSelector: { matchLabels: labels },
    policyTypes: ["Ingress", "Egress"],
    egress: [{ to: [{ ipBlock: { cidr: "10.0.2.0/24" } }], ports: [{ protocol: "TCP", port: 5432 }] }],
  });
});

it("runs once, tries three times more, stops at a refusal, and lets a lost node pass", async () => {
  const { one } = await migration();
  const job = one(jobType);
  expect(job.props["metadata"]).toEqual({
    name: `migrations-${contentHash([run, files, "connection-migration-1"])}`,
    namespace: "mycrypto-green",
    labels,
    annotations: { "pulumi.com/replaceUnready": "true" },
  });
  expect(job.props["spec"]).toMatchObject({
    backoffLimit: 3,
    activeDeadlineSeconds: 2700,
    podFailurePolicy: {
      rules: [
        { action: "FailJob", onExitCodes: { containerName: "migrations", operator: "In", values: [2] } },
        { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
      ],
    },
    template: { metadata: { labels, annotations: { "karpenter.sh/do-not-disrupt": "true" } } },
  });
  // The update outlasts the Job's own deadline, or its failure would be read as Pulumi's own impatience.
  expect(job.createTimeout).toBe("50m");
  expect(job.dependencies).toContain(one("kubernetes:networking.k8s.io/v1:NetworkPolicy").urn);
});

it("gives the container its task, the login as references, and nothing that it could write but /tmp", async () => {
  const { one } = await migration();
  const { template } = one(jobType).props["spec"] as { template: { spec: object } };
  const secret = (key: string) => ({ secretKeyRef: { name: "connection-migration-1", key } });
  expect(template.spec).toEqual({
    serviceAccountName: "migrations",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 30,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 10_001,
      runAsGroup: 10_001,
      fsGroup: 10_001,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: "migrations",
        image,
        imagePullPolicy: "IfNotPresent",
        command: ["/bin/sh", "/migration/run.sh"],
        env: [
          { name: "MIGRATION_STEPS", value: "001-enums:expand 002-drop-enums:contract" },
          { name: "MIGRATION_OTHER_COLOR", value: "absent" },
          { name: "FLYWAY_URL", valueFrom: secret("FLYWAY_URL") },
          { name: "FLYWAY_PASSWORD", valueFrom: secret("FLYWAY_PASSWORD") },
        ],
        resources: {
          requests: { cpu: "500m", memory: "512Mi", "ephemeral-storage": "64Mi" },
          limits: { memory: "512Mi", "ephemeral-storage": "256Mi" },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          privileged: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [
          { name: "tmp", mountPath: "/tmp" },
          { name: "files", mountPath: "/migration", readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: "tmp", emptyDir: { sizeLimit: "128Mi" } },
      { name: "files", configMap: { name: `migrations-${contentHash(files)}` } },
    ],
  });
});

it.each(["preview", "update"] as const)("tells what ran from the Job itself, in %s", async (mode) => {
  const { outputs } = await migration({ login: { secretName: pulumi.output("login-2"), variables: [] } }, mode);
  expect(outputs["ran"]).toEqual({ job: `migrations-${contentHash([run, files, "login-2"])}`, ...run });
});

it("is another Job for whatever a Job cannot change", async () => {
  const names = new Set<unknown>();
  for (const changes of [
    {},
    { run: pulumi.output<MigrationRun>({ ...run, image: `${image}0` }) },
    { run: pulumi.output<MigrationRun>({ ...run, steps: run.steps.slice(1) }) },
    { run: pulumi.output<MigrationRun>({ ...run, otherColor: "running" }) },
    { files: { ...files, "run.sh": "exit 0" } },
    { login: { secretName: "connection-migration-2", variables: [] } },
  ]) {
    const { props } = (await migration(changes)).one(jobType);
    names.add((props["metadata"] as { name: string }).name);
  }
  expect(names.size).toBe(6);
});

it("brings the script, the callback and each authority as a certificate of its own", () => {
  expect(Object.keys(files)).toEqual(["run.sh", "beforeEachMigrate.sql", "rds-authorities.pem"]);
  expect(files["run.sh"]).toMatch(/^#!\/bin\/sh\n/);
  const pem = files["rds-authorities.pem"] ?? "";
  const certificates = rdsAuthorities("eu-central-1");
  expect(pem.match(/^-----BEGIN CERTIFICATE-----$/gm)).toHaveLength(certificates.length);
  expect(pem.match(/^-----END CERTIFICATE-----$/gm)).toHaveLength(certificates.length);
});
