import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { nameOf } from "../simulator/resource.ts";
import { type Properties, shown } from "../simulator/wire.ts";

/** What the engine does, or would do, with one resource. */
export interface Step {
  /** The engine's word: `same`, `create`, `update`, `replace`, `create-replacement`, `delete-replaced`, `delete`… */
  op: string;
  urn: string;
  type: string;
  name: string;
  /** URN; empty for the stack. */
  parent: string;
  custom: boolean;
  protect: boolean;
  /** URN and id of the provider. */
  provider: string;
  /** Top-level inputs that differ. */
  changed: readonly string[];
  /** Those of them that force the replacement. */
  replacing: readonly string[];
  /** What the program says now, secrets as `[secret]`; what it said before where it says nothing. */
  inputs: Properties;
}

/** One finding of a policy pack. */
export interface Violation {
  urn: string;
  policy: string;
  message: string;
  mandatory: boolean;
}

/** What happened in one run of the engine, in the order it was told. */
export interface EngineRecord {
  steps: readonly Step[];
  violations: readonly Violation[];
  /** Steps that were tried and failed. */
  failed: readonly Step[];
  /** Error messages, with the URN they are about where there is one. */
  errors: readonly { urn: string; message: string }[];
}

/** Listens to a run: pass `onEvent` to the Automation API, read `record` after it. */
export class Recorder {
  readonly #steps: Step[] = [];
  readonly #violations: Violation[] = [];
  readonly #failed: Step[] = [];
  readonly #errors: { urn: string; message: string }[] = [];

  readonly onEvent = (event: EngineEvent): void => {
    if (event.resourcePreEvent !== undefined) this.#steps.push(stepOf(event.resourcePreEvent.metadata));
    if (event.resOutputsEvent !== undefined) this.#ended(stepOf(event.resOutputsEvent.metadata));
    if (event.resOpFailedEvent !== undefined) this.#failed.push(stepOf(event.resOpFailedEvent.metadata));
    if (event.policyEvent !== undefined) {
      const { resourceUrn = "", policyName, message, enforcementLevel } = event.policyEvent;
      const mandatory = enforcementLevel === "mandatory";
      this.#violations.push({ urn: resourceUrn, policy: policyName, message, mandatory });
    }
    if (event.diagnosticEvent?.severity === "error") {
      const { urn = "", message } = event.diagnosticEvent;
      this.#errors.push({ urn, message: message.replaceAll(/<\{%.*?%\}>/g, "").trim() });
    }
  };

  /** A refresh tells only at its end what it found. One before a preview is followed by a step of the preview. */
  #ended(step: Step): void {
    const begun = this.#steps.findLastIndex(({ urn }) => urn === step.urn);
    if (this.#steps[begun]?.op === "refresh") this.#steps[begun] = step;
  }

  get record(): EngineRecord {
    return { steps: this.#steps, violations: this.#violations, failed: this.#failed, errors: this.#errors };
  }
}

/** The steps that change something, in a cloud or in state. */
export function changes({ steps }: EngineRecord): Step[] {
  return steps.filter(({ op }) => !["same", "read", "refresh"].includes(op));
}

function stepOf(metadata: NonNullable<EngineEvent["resourcePreEvent"]>["metadata"]): Step {
  const { op, urn, type, provider, diffs = [], keys = [] } = metadata;
  const state = metadata.new ?? metadata.old;
  return {
    op,
    urn,
    type,
    name: nameOf(urn),
    parent: state?.parent ?? "",
    custom: state?.custom ?? false,
    protect: state?.protect ?? false,
    provider,
    changed: diffs,
    replacing: keys,
    inputs: shown((state?.inputs ?? {}) as Properties) as Properties,
  };
}
