import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowsOverlap } from "../../config/store-checks.ts";
import { after, type Changes, faults, shipped } from "./stack-file.ts";

const prod = await shipped("prod");
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const day = 24 * 60;
const week = days.length * day;

const turned = (minute: number, circle: number) => ((minute % circle) + circle) % circle;
const clock = (minute: number) => {
  const ofDay = turned(minute, day);
  return [Math.floor(ofDay / 60), ofDay % 60].map((part) => String(part).padStart(2, "0")).join(":");
};
const moment = (minute: number) => `${days[Math.floor(turned(minute, week) / day)] ?? ""}:${clock(minute)}`;
const daily = (from: number, length: number) => `${clock(from)}-${clock(from + length)}`;
const weekly = (from: number, length: number) => `${moment(from)}-${moment(from + length)}`;

/** A beginning in minutes after Monday's midnight, mostly near a midnight and often near the week's own end. */
const beginning = fc.oneof(
  fc.nat(week - 1),
  fc.tuple(fc.nat(6), fc.integer({ min: -90, max: 90 })).map(([which, by]) => turned(which * day + by, week)),
  fc.integer({ min: -180, max: 180 }).map((by) => turned(by, week)),
);
/** In minutes; what a server takes is half an hour or more, and as much as a day. */
const ofADay = fc.oneof(fc.integer({ min: 1, max: 240 }), fc.integer({ min: 1, max: day - 1 }));
const ofAWeek = fc.oneof(fc.integer({ min: 1, max: 240 }), fc.integer({ min: 1, max: week - 1 }));

describe("a daily and a weekly window", () => {
  it.each([
    ["02:00-03:00", "sun:03:30-sun:04:30", false],
    ["02:00-03:00", "sun:02:30-sun:03:30", true],
    ["02:00-03:00", "wed:02:30-wed:02:45", true],
    ["02:30-02:45", "mon:02:00-mon:03:00", true],
    // One begins when the other has ended.
    ["02:00-03:00", "sun:03:00-sun:04:00", false],
    ["04:00-05:00", "sun:03:00-sun:04:00", false],
    ["02:00-03:01", "sun:03:00-sun:04:00", true],
    ["03:59-05:00", "sun:03:00-sun:04:00", true],
    // Past midnight.
    ["23:30-00:30", "tue:00:15-tue:01:00", true],
    ["23:30-00:30", "tue:00:30-tue:01:00", false],
    ["23:30-00:30", "tue:23:00-tue:23:30", false],
    ["00:00-01:00", "fri:23:30-sat:00:30", true],
    ["00:30-01:00", "fri:23:30-sat:00:30", false],
    // Past the week's end, either way round.
    ["23:30-00:30", "mon:00:00-mon:01:00", true],
    ["00:15-01:00", "sun:23:30-mon:00:30", true],
    ["23:00-23:30", "sun:23:30-mon:00:30", false],
    ["00:30-01:30", "sun:23:30-mon:00:30", false],
    // Longer than a day there is no way around.
    ["12:00-12:30", "mon:13:00-tue:13:00", true],
    ["12:00-12:30", "mon:12:30-tue:12:00", false],
    ["12:00-12:30", "sat:12:30-mon:12:00", true],
  ])("%s and %s overlap: %s", (a, b, expected) => {
    expect(windowsOverlap(a, b)).toBe(expected);
  });

  it("overlap where some minute of the week lies in both", () => {
    fc.assert(
      fc.property(beginning, ofADay, beginning, ofAWeek, (from, length, weeklyFrom, weeklyLength) => {
        const ofThe = new Set(Array.from({ length: weeklyLength }, (_, i) => turned(weeklyFrom + i, week)));
        const both = days.some((_, which) =>
          Array.from({ length }, (__, i) => turned(which * day + from + i, week)).some((minute) => ofThe.has(minute)),
        );
        expect(windowsOverlap(daily(from, length), weekly(weeklyFrom, weeklyLength))).toBe(both);
      }),
      { numRuns: 300 },
    );
  });

  it("may be exchanged, where the weekly one is of one day", () => {
    fc.assert(
      fc.property(beginning, ofADay, beginning, ofADay, fc.nat(6), (a, lengthOfA, b, lengthOfB, which) => {
        const shift = which * day;
        expect(windowsOverlap(daily(a, lengthOfA), weekly(b + shift, lengthOfB))).toBe(
          windowsOverlap(daily(b, lengthOfB), weekly(a + shift, lengthOfA)),
        );
      }),
    );
  });

  it("may both be moved by the same time", () => {
    fc.assert(
      fc.property(beginning, ofADay, beginning, ofAWeek, fc.nat(week), (a, lengthOfA, b, lengthOfB, by) => {
        expect(windowsOverlap(daily(a + by, lengthOfA), weekly(b + by, lengthOfB))).toBe(
          windowsOverlap(daily(a, lengthOfA), weekly(b, lengthOfB)),
        );
      }),
    );
  });
});

describe("the windows of a server", () => {
  it.each<[string, Changes, string[]]>([
    [
      "PostgreSQL's backup and maintenance",
      { "stores.postgres.backupWindow": "04:00-05:00" },
      ["stores.postgres.backupWindow: 04:00-05:00 overlaps maintenanceWindow sun:03:30-sun:04:30"],
    ],
    [
      "Redis's snapshot and maintenance",
      { "stores.redis.maintenanceWindow": "tue:02:59-tue:03:59" },
      ["stores.redis.snapshotWindow: 02:00-03:00 overlaps maintenanceWindow tue:02:59-tue:03:59"],
    ],
    [
      "those of both servers",
      {
        "stores.postgres.maintenanceWindow": "sun:23:00-mon:03:00",
        "stores.redis.snapshotWindow": "03:00-04:00",
      },
      [
        "stores.postgres.backupWindow: 02:00-03:00 overlaps maintenanceWindow sun:23:00-mon:03:00",
        "stores.redis.snapshotWindow: 03:00-04:00 overlaps maintenanceWindow sun:03:30-sun:04:30",
      ],
    ],
  ])("must not overlap: %s", (_, changes, expected) => {
    expect(faults(after(prod, changes))).toEqual(expected);
  });

  it.each<[string, Changes, string[]]>([
    [
      "PostgreSQL's of half an hour",
      { "stores.postgres.backupWindow": "02:00-02:29", "stores.postgres.maintenanceWindow": "sun:03:30-sun:03:30" },
      [
        "stores.postgres.backupWindow: 02:00-02:29 is shorter than 30 minutes",
        "stores.postgres.maintenanceWindow: sun:03:30-sun:03:30 is shorter than 30 minutes",
      ],
    ],
    [
      "Redis's of an hour",
      { "stores.redis.snapshotWindow": "23:30-00:29", "stores.redis.maintenanceWindow": "sun:23:40-mon:00:39" },
      [
        "stores.redis.maintenanceWindow: sun:23:40-mon:00:39 is shorter than 60 minutes",
        "stores.redis.snapshotWindow: 23:30-00:29 is shorter than 60 minutes",
        "stores.redis.snapshotWindow: 23:30-00:29 overlaps maintenanceWindow sun:23:40-mon:00:39",
      ],
    ],
  ])("must not be shorter than the service takes: %s", (_, changes, expected) => {
    expect(faults(after(prod, changes)).sort()).toEqual(expected);
  });

  it("may be just as long as the service takes", () => {
    const changes = {
      "stores.postgres.backupWindow": "02:00-02:30",
      "stores.postgres.maintenanceWindow": "sun:23:45-mon:00:15",
      "stores.redis.snapshotWindow": "23:30-00:30",
      "stores.redis.maintenanceWindow": "sun:04:00-sun:05:00",
    };
    expect(faults(after(prod, changes))).toEqual([]);
  });

  it("may meet, and one server's may overlap the other's", () => {
    const changes = {
      "stores.postgres.backupWindow": "02:30-03:30",
      "stores.redis.maintenanceWindow": "sun:03:00-sun:04:00",
    };
    expect(faults(after(prod, changes))).toEqual([]);
  });

  it("are not compared where one of them is wrong in itself", () => {
    expect(faults(after(prod, { "stores.postgres.backupWindow": "4:00-5:00" }))).toEqual([
      "stores.postgres.backupWindow: must be a daily window in UTC such as 02:00-03:00",
    ]);
    expect(faults(after(prod, { "stores.redis.maintenanceWindow": "02:30" }))).toEqual([
      "stores.redis.maintenanceWindow: must be a weekly window in UTC such as sun:03:30-sun:04:30",
    ]);
  });
});
