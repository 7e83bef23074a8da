import type { Draft } from "./draft.ts";
import type { Fault } from "./explain.ts";
import type { PlatformConfig } from "./schema.ts";

/** What the stores' fields cannot tell alone. */
export function storeFaults(config: Draft<PlatformConfig>): Fault[] {
  return [...storageFaults(config), ...windowFaults(config), ...kafkaFaults(config)];
}

function storageFaults({ stores }: Draft<PlatformConfig>): Fault[] {
  return (["postgres", "kafka"] as const).flatMap((store) => {
    const { storageGiB, maxStorageGiB } = stores?.[store] ?? {};
    if (storageGiB === undefined || maxStorageGiB === undefined || maxStorageGiB >= storageGiB) return [];
    return [
      { path: ["stores", store, "maxStorageGiB"], message: `${maxStorageGiB} is below storageGiB ${storageGiB}` },
    ];
  });
}

/** RDS and ElastiCache refuse windows that are shorter than theirs, and two of a server that overlap. */
function windowFaults({ stores }: Draft<PlatformConfig>): Fault[] {
  const { postgres, redis } = stores ?? {};
  return [
    ...faultsOfWindows("postgres", "backupWindow", postgres?.backupWindow, postgres?.maintenanceWindow, 30),
    ...faultsOfWindows("redis", "snapshotWindow", redis?.snapshotWindow, redis?.maintenanceWindow, 60),
  ];
}

/** @param least minutes that the service takes for a window */
function faultsOfWindows(
  store: "postgres" | "redis",
  key: string,
  daily: string | undefined,
  weekly: string | undefined,
  least: number,
): Fault[] {
  const faults: Fault[] = [];
  const add = (name: string, message: string) => faults.push({ path: ["stores", store, name], message });
  if (daily !== undefined && dailySpan(daily).length < least) add(key, `${daily} is shorter than ${least} minutes`);
  if (weekly !== undefined && weeklySpan(weekly).length < least) {
    add("maintenanceWindow", `${weekly} is shorter than ${least} minutes`);
  }
  if (daily !== undefined && weekly !== undefined && windowsOverlap(daily, weekly)) {
    add(key, `${daily} overlaps maintenanceWindow ${weekly}`);
  }
  return faults;
}

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
}

interface Span {
  /** Minutes after midnight, or after Monday's. */
  from: number;
  /** Minutes. */
  length: number;
}

function dailySpan(window: string): Span {
  const [from = 0, to = 0] = window.split("-").map(minutes);
  return { from, length: (to - from + dayMinutes) % dayMinutes };
}

function weeklySpan(window: string): Span {
  const [from = 0, to = 0] = window.split("-").map((moment) => {
    return days.indexOf(moment.slice(0, 3)) * dayMinutes + minutes(moment.slice(4));
  });
  return { from, length: (to - from + weekMinutes) % weekMinutes };
}

/**
 * Whether a window of every day meets one of the week; both may pass midnight, and the weekly one the week's end.
 *
 * @param daily such as `02:00-03:00`
 * @param weekly such as `sun:03:30-sun:04:30`
 */
export function windowsOverlap(daily: string, weekly: string): boolean {
  const [ofADay, ofTheWeek] = [dailySpan(daily), weeklySpan(weekly)];
  return days.some((_, day) => {
    const from = day * dayMinutes + ofADay.from;
    // How far one begins after the other, on the circle of the week.
    return (
      (ofTheWeek.from - from + weekMinutes) % weekMinutes < ofADay.length ||
      (from - ofTheWeek.from + weekMinutes) % weekMinutes < ofTheWeek.length
    );
  });
}

/** A broker that is down must stop nobody from writing: fewer copies must suffice than there are. */
function kafkaFaults({ stores, network }: Draft<PlatformConfig>): Fault[] {
  const faults: Fault[] = [];
  const { brokers, replicationFactor, minInSyncReplicas } = stores?.kafka ?? {};
  const add = (key: string, message: string) => faults.push({ path: ["stores", "kafka", key], message });
  const zones = network?.zones?.length;
  if (brokers !== undefined && zones !== undefined && brokers % zones !== 0) {
    add("brokers", `${brokers} is no multiple of the ${zones} zones`);
  }
  if (replicationFactor !== undefined && brokers !== undefined && replicationFactor > brokers) {
    add("replicationFactor", `${replicationFactor} is more than the ${brokers} brokers`);
  }
  if (minInSyncReplicas !== undefined && replicationFactor !== undefined && minInSyncReplicas >= replicationFactor) {
    add("minInSyncReplicas", `${minInSyncReplicas} must be below replicationFactor ${replicationFactor}`);
  }
  return faults;
}
