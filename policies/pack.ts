import { flushCompileCache } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { PolicyPack } from "@pulumi/policy";
import { adapt } from "./adapt.ts";
import { rules } from "./rules.ts";
import { settingsOf } from "./settings.ts";
import { unpackOnce } from "./unpack.ts";

unpackOnce();

// Constructing it starts the server that the engine asks, so nothing but the pack's runner may import this file.
// Nothing here may write to stdout: the engine reads the server's port there.
new PolicyPack("trading-platform", { policies: adapt(rules, settingsOf(pulumi.runtime.allConfig())) });
// The engine ends this process with a signal, and compiled code would be kept only at an orderly end.
setImmediate(flushCompileCache);
