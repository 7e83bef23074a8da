import * as pulumi from "@pulumi/pulumi";
import { PolicyPack } from "@pulumi/policy";
import { adapt } from "./adapt.ts";
import { rules } from "./rules.ts";
import { settingsOf } from "./settings.ts";

// Constructing it starts the server that the engine asks, so nothing but the pack's runner may import this file.
// Nothing here may write to stdout: the engine reads the server's port there.
new PolicyPack("trading-platform", { policies: adapt(rules, settingsOf(pulumi.runtime.allConfig())) });
