import { text } from "../../demand.ts";
import type { Reader } from "../../read.ts";
import type { Finding, ResourceRule } from "../../rule.ts";
import { carriesPods, containers, podTemplates } from "../pods.ts";
import { carriesSettings, type Setting, workloadSettings } from "../workload-settings.ts";

// What services are told of the environment that they run in. Staging rehearses production and is told the same; a dev
// stack may say what it likes.

export const inmemoryDbOff: ResourceRule = {
  id: "inmemory-db-off",
  types: carriesSettings,
  severity: "critical",
  level: "mandatory",
  requirements: ["MT-012", "MT-008"],
  refs: {},
  rationale: "A database in memory, in a file or on localhost loses all orders with the pod that holds it.",
  fix: "Set UseInMemoryDatabase to false and give the connection string of the stack's database.",
  exceptions: "none",
  check: (inputs, { type, environment }) => {
    if (environment === "dev") return "not-applicable";
    return [...faults(type, inputs, databaseFault), ...(carriesPods(type) ? withoutConnection(type, inputs) : [])];
  },
};

export const envProduction: ResourceRule = {
  id: "env-production",
  types: carriesSettings,
  severity: "high",
  level: "mandatory",
  requirements: ["MT-020"],
  refs: {},
  rationale:
    "Frameworks show stack traces and skip their hardening wherever they are not told that this is production.",
  fix: "Set ASPNETCORE_ENVIRONMENT to Production and NODE_ENV to production.",
  check: (inputs, { type, environment }) => {
    if (environment === "dev") return "not-applicable";
    return faults(type, inputs, ({ key, value }) => {
      // .NET looks for a file of that name and Node.js compares letters, so case matters to both.
      const wanted = /(aspnetcore|dotnet)environment$/.test(key) ? "Production" : "production";
      if (!/((aspnetcore|dotnet)environment|nodeenv)$/.test(key)) return undefined;
      const said = value();
      return said === undefined || said === wanted ? undefined : `is not ${wanted}`;
    });
  },
};

export const logLevelProduction: ResourceRule = {
  id: "log-level-production",
  types: carriesSettings,
  severity: "medium",
  level: "mandatory",
  requirements: ["MT-011"],
  refs: {},
  rationale: "Logs below Information cost time and money and hold what users sent; without any nobody sees a failure.",
  fix: "Log at Information or Warning, and leave the logging of sensitive data off.",
  check: (inputs, { type, environment }) =>
    environment === "dev" ? "not-applicable" : faults(type, inputs, (setting) => levelFault(setting) ?? leak(setting)),
};

/** A finding for each setting that something is wrong with. */
function faults(type: string, inputs: Reader, fault: (setting: Setting) => string | undefined): Finding[] {
  return workloadSettings(type, inputs).flatMap((setting) => {
    const message = fault(setting);
    return message === undefined ? [] : [{ path: setting.path, message }];
  });
}

const inMemorySwitch = /(useinmemory|inmemory(database|db))(database|db|enabled)?$/;
const databaseKind = /(database|db|datasource)(provider|type|client|dialect|driver|engine|connection)$/;
const connection = /connectionstrings?|(database|postgres(ql)?|pg|sql|db|datasource)(url|uri|dsn|host)$/;

const local = /\b(localhost|127(\.\d{1,3}){3}|host\.docker\.internal)\b|\(localdb\)|\[?::1\b/i;
const transient = /sqlite|:memory:|in-?memory|mode=memory|jdbc:h2:|(data source|filename)\s*=[^;]*\.db3?\s*(;|$)/i;

function databaseFault({ key, value }: Setting): string | undefined {
  if (inMemorySwitch.test(key)) return isTrue(value()) ? "keeps the database in memory" : undefined;
  const isKind = databaseKind.test(key);
  if (!isKind && !connection.test(key)) return undefined;
  const said = value();
  if (said === undefined) return undefined;
  if (said.trim() === "") return "names no database";
  if (transient.test(said) || (isKind && /^\s*(memory|h2)\s*$/i.test(said))) return "is a database in memory or a file";
  return local.test(said) ? "is a database on localhost" : undefined;
}

/** Containers that know of databases in memory, and are not told where another one is. */
function withoutConnection(type: string, inputs: Reader): Finding[] {
  return podTemplates(type, inputs)
    .flatMap((template) => containers(template, "containers"))
    .flatMap((container) => {
      const names = container.items("env").map((env) => keyOf(text(env, "name") ?? ""));
      if (!names.some((name) => inMemorySwitch.test(name)) || names.some((name) => connection.test(name))) return [];
      const others = container.get("envFrom");
      // What a whole ConfigMap or Secret brings along is not known here.
      if (!others.known || (Array.isArray(others.value) && others.value.length > 0)) return [];
      return [{ path: container.at("env"), message: "has no connection string" }];
    });
}

function keyOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Names of what logs more than Information, in the words of .NET, Node.js, Java and Python. */
const detailed = /^(debug|trace|verbose|silly|all|fine|finer|finest|dbg)$/i;
const silent = /^(none|off|silent)$/i;

function levelFault({ words, value }: Setting): string | undefined {
  const name = words.join(" ");
  if (/(^| )(debug|verbose|trace)$/.test(name)) return isOn(value()) ? "turns detailed logs on" : undefined;
  if (!/(^| )((log|logger|logging) ?level|minimum level|rust log)( |$)/.test(name)) return undefined;
  const said = value()?.trim();
  if (said === undefined) return undefined;
  // In .NET 0 is Trace and 1 is Debug. Some loggers take a list such as `info,http=debug`.
  const isDetailed = said.split(/[\s,;=]+/).some((part) => detailed.test(part));
  if (isDetailed || (/^logging .*level /.test(name) && /^[01]$/.test(said))) return "logs more than Information";
  // A single category may well be silent.
  return silent.test(said) && /(level|default|root|log)$/.test(name) ? "logs nothing" : undefined;
}

function leak({ key, value }: Setting): string | undefined {
  const leaks = /(sensitivedatalogging|logsensitivedata|showpii|logpii)(enabled)?$/;
  return leaks.test(key) && isTrue(value()) ? "logs sensitive data" : undefined;
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && /^\s*(true|1|yes|on)\s*$/i.test(value);
}

/** Also what Node.js takes for on, such as `DEBUG=express:*`. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && !/^\s*(false|0|no|off)?\s*$/i.test(value);
}
