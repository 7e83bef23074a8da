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

/** RDS and ElastiCache refuse a server whose two windows overlap. */
function windowFaults({ stores }: Draft<PlatformConfig>): Fault[] {
  const { postgres, redis } = stores ?? {};
  const pairs = [
    {
      path: ["stores", "postgres", "backupWindow"],
      daily: postgres?.backupWindow,
      weekly: postgres?.maintenanceWindow,
    },
    { path: ["stores", "redis", "snapshotWindow"], daily: redis?.snapshotWindow, weekly: redis?.maintenanceWindow },
  ];
  return pairs.flatMap(({ path, daily, weekly }) =>
    daily !== undefined && weekly !== undefined && windowsOverlap(daily, weekly)
      ? [{ path, message: `${daily} overlaps maintenanceWindow ${weekly}` }]
      : [],
  );
}

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const dayMinutes = 24 * 60;
const weekMinutes = 7 * dayMinutes;

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return hours * 60 + rest;
}

/**
 * Whether a window of every day meets one of the week; both may pass midnight, and the weekly one the week's end.
 *
 * @param daily such as `02:00-03:00`
 * @param weekly such as `sun:03:30-sun:04:30`
 */
export function windowsOverlap(daily: string, weekly: string): boolean {
  const [dailyFrom = 0, dailyTo = 0] = daily.split("-").map(minutes);
  const [weeklyFrom = 0, weeklyTo = 0] = weekly.split("-").map((moment) => {
    return days.indexOf(moment.slice(0, 3)) * dayMinutes + minutes(moment.slice(4));
  });
  const dailyLength = (dailyTo - dailyFrom + dayMinutes) % dayMinutes;
  const weeklyLength = (weeklyTo - weeklyFrom + weekMinutes) % weekMinutes;
  return days.some((_, day) => {
    const from = day * dayMinutes + dailyFrom;
    // How far one begins after the other, on the circle of the week.
    return (
      (weeklyFrom - from + weekMinutes) % weekMinutes < dailyLength ||
      (from - weeklyFrom + weekMinutes) % weekMinutes < weeklyLength
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
