import { runCli, type Session } from "../session.ts";

/**
 * Puts the state in order after an update of targets. Such an update may write what it leaves alone before what that
 * depends on, where the program no longer declares the latter (pulumi#15959, #20852), and the engine then refuses every
 * command, a rollback's too. A state that is in order is left as it is.
 *
 * @param note is told when that does not succeed, which must not hide what the update came to
 */
export async function sortState({ options }: Pick<Session, "options">, note: (line: string) => void): Promise<void> {
  try {
    await runCli(options, ["state", "repair", "--yes", "--stack", options.stack]);
  } catch (error) {
    note(`the state could not be put in order; before the next update run pulumi state repair: ${String(error)}`);
  }
}
