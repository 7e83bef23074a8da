import type { Properties } from "../wire.ts";

/** What an answer may draw on. All but the time is deterministic: the same program gets the same cloud. */
export interface Asked {
  type: string;
  name: string;
  urn: string;
  /** Inputs without secret wrappers; nothing unknown. */
  inputs: Properties;
  account: string;
  region: string;
  /** Tags that the provider gives to everything. */
  tags: Properties;
  /** Sets a resource apart from an earlier one of the same name; empty where there is no earlier one. */
  nonce: string;
  /** When it is made. @default the machine's time */
  now?: Date;
}

/** What the cloud computes for one resource beyond its inputs. */
export interface Answer {
  id: string;
  outputs: Properties;
}

export type Answers = Readonly<Record<string, (asked: Asked) => Answer>>;
