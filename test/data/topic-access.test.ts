import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type TopicGrant, topicStatements } from "../../components/data/topic-access.ts";
import type { Statement } from "../../components/foundation/statement.ts";
import type { TopicAccess } from "../../systems/model/system.ts";

const place = "arn:aws:kafka:eu-central-1:111122223333";
const within = "trading-prod-kafka/0f3a7c1e-11aa-4bbb-8ccc-0123456789ab-5";
const clusterArn = `${place}:cluster/${within}`;
const topic = (name: string) => `${place}:topic/${within}/${name}`;
const group = (name: string) => `${place}:group/${within}/${name}`;

const granted = (topics: TopicAccess, changes: Partial<TopicGrant> = {}) =>
  topicStatements({ clusterArn, system: "mycrypto", service: "trade-engine", topics, ...changes });
const allow = (Sid: string, actions: readonly string[], Resource: Statement["Resource"]): Statement => ({
  Sid,
  Effect: "Allow",
  Action: actions.map((action) => `kafka-cluster:${action}`),
  Resource,
});

const connect = allow("KafkaConnect", ["Connect"], clusterArn);
const connectToWrite = allow("KafkaConnect", ["Connect", "WriteDataIdempotently"], clusterArn);
const groups = allow(
  "KafkaGroups",
  ["AlterGroup", "DescribeGroup"],
  [group("mycrypto.trade-engine"), group("mycrypto.trade-engine.*")],
);
const read = (...names: string[]) => allow("KafkaRead", ["DescribeTopic", "ReadData"], names.map(topic));
const write = (...names: string[]) => allow("KafkaWrite", ["DescribeTopic", "WriteData"], names.map(topic));

describe("what a service may do", () => {
  it.each<[string, TopicAccess, readonly Statement[]]>([
    ["nothing", { reads: [], writes: [] }, []],
    ["a reader", { reads: ["orders"], writes: [] }, [connect, read("mycrypto.orders"), groups]],
    ["a writer", { reads: [], writes: ["trades"] }, [connectToWrite, write("mycrypto.trades")]],
    [
      "both",
      { reads: ["orders", "wallet-events"], writes: ["orders", "trades"] },
      [
        connectToWrite,
        read("mycrypto.orders", "mycrypto.wallet-events"),
        groups,
        write("mycrypto.orders", "mycrypto.trades"),
      ],
    ],
  ])("%s", (_, topics, expected) => {
    expect(granted(topics)).toEqual(expected);
  });
});

describe("refuses what could reach further than it says", () => {
  it.each<[string, Partial<TopicGrant>, string]>([
    ["a topic of every name", { topics: { reads: ["*"], writes: [] } }, '"*" may have only'],
    ["a written topic", { topics: { reads: [], writes: ["ord?rs"] } }, '"ord?rs" may have only'],
    ["a policy variable", { topics: { reads: ["${aws:username}"], writes: [] } }, '"${aws:username}" may have only'],
    ["a dot, which parts system and topic", { topics: { reads: ["b.c"], writes: [] } }, '"b.c" may have only'],
    ["a system", { system: "my.crypto" }, '"my.crypto" may have only'],
    ["a service", { service: "trade*" }, '"trade*" may have only'],
    ["no name", { service: "" }, '"" may have only'],
    ["another service's ARN", { clusterArn: "arn:aws:msk:eu-central-1:111122223333:cluster/a/b" }, "no ARN of an MSK"],
    ["every cluster", { clusterArn: `${place}:cluster/*/*` }, "no ARN of an MSK"],
    ["a topic's ARN", { clusterArn: topic("a") }, "no ARN of an MSK"],
    ["a longer ARN", { clusterArn: `${clusterArn}/more` }, "no ARN of an MSK"],
  ])("%s", (_, changes, message) => {
    expect(() => granted({ reads: ["orders"], writes: [] }, changes)).toThrow(message);
  });
});

/** Whether IAM takes a resource for one that a pattern means: an asterisk for any text, a question mark for a letter. */
function means(pattern: string, arn: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped.replaceAll("?", ".")}$`, "s").test(arn);
}

/** The statements that let an identity do one of the actions on a resource. */
const opened = (statements: readonly Statement[], arn: string) =>
  statements.filter(({ Resource }) => [Resource].flat().some((pattern) => means(pattern, arn)));

describe("whatever the names", () => {
  const odd = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom("a", "b", "-", ".", "*", "?", "/") });
  const word = fc.oneof(fc.constantFrom("a", "aa", "ab", "a-b", "b"), odd);
  const access = fc.record({ reads: fc.array(word, { maxLength: 3 }), writes: fc.array(word, { maxLength: 3 }) });
  const grant = fc.record({ system: word, service: word, topics: access });
  const attempt = ({ system, service, topics }: Omit<TopicGrant, "clusterArn">) => {
    try {
      return topicStatements({ clusterArn, system, service, topics });
    } catch {
      return [];
    }
  };

  it("opens no topic of another system, and of its own only those that are named, for what they are named for", () => {
    fc.assert(
      fc.property(grant, word, word, (asked, system, name) => {
        const { topics } = asked;
        // What the other system calls its topic must itself be a name that the platform takes.
        fc.pre(/^[a-z0-9-]+$/.test(system) && /^[a-z0-9-]+$/.test(name));
        const found = opened(attempt(asked), topic(`${system}.${name}`)).map(({ Sid }) => Sid);
        const own = asked.system === system;
        if (!(own && topics.reads.includes(name))) expect(found).not.toContain("KafkaRead");
        if (!(own && topics.writes.includes(name))) expect(found).not.toContain("KafkaWrite");
        expect(found.filter((sid) => sid !== "KafkaRead" && sid !== "KafkaWrite")).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("opens everything that plain names ask for", () => {
    const plain = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const list = fc.uniqueArray(plain, { maxLength: 3 });
    fc.assert(
      fc.property(plain, plain, list, list, (system, service, reads, writes) => {
        const statements = topicStatements({ clusterArn, system, service, topics: { reads, writes } });
        const sids = (arn: string) => opened(statements, arn).map(({ Sid }) => Sid);
        for (const name of reads) expect(sids(topic(`${system}.${name}`))).toContain("KafkaRead");
        for (const name of writes) expect(sids(topic(`${system}.${name}`))).toContain("KafkaWrite");
        expect(sids(clusterArn)).toEqual(reads.length + writes.length > 0 ? ["KafkaConnect"] : []);
        for (const own of [`${system}.${service}`, `${system}.${service}.blue`]) {
          expect(sids(group(own))).toEqual(reads.length > 0 ? ["KafkaGroups"] : []);
        }
      }),
    );
  });

  it("opens no consumer group of another service, even one whose name begins alike", () => {
    fc.assert(
      fc.property(grant, word, word, odd, (asked, system, service, rest) => {
        fc.pre(/^[a-z0-9-]+$/.test(system) && /^[a-z0-9-]+$/.test(service));
        fc.pre(asked.system !== system || asked.service !== service);
        const names = [`${system}.${service}`, `${system}.${service}.${rest}`];
        expect(names.flatMap((name) => opened(attempt(asked), group(name)))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
