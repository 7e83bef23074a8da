import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { inForce, latestDay, longestDays, todayInUtc } from "../../config/exceptions.ts";

const day = fc
  .date({ min: new Date("2024-01-01"), max: new Date("2040-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

describe("the last day that something may be put off to", () => {
  it.each([
    ["2026-11-23", "2027-02-21"],
    ["2026-01-01", "2026-04-01"],
    ["2027-12-31", "2028-03-30"],
    // Over a 29 February, and from one.
    ["2027-12-01", "2028-02-29"],
    ["2028-02-29", "2028-05-29"],
    // Over both changes of the clock.
    ["2026-01-15", "2026-04-15"],
    ["2026-09-01", "2026-11-30"],
  ])("from %s is %s", (today, expected) => {
    expect(latestDay(today)).toBe(expected);
  });

  it("is 90 days ahead, whatever the day", () => {
    expect(longestDays).toBe(90);
    fc.assert(
      fc.property(day, (today) => {
        expect(daysBetween(today, latestDay(today))).toBe(90);
      }),
    );
  });
});

it("an exception is in force from 0 to 90 days ahead of its last one", () => {
  const near = fc.integer({ min: -120, max: 120 });
  fc.assert(
    fc.property(day, near, (today, ahead) => {
      const expires = new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);
      expect(inForce({ expires }, today)).toBe(ahead >= 0 && ahead <= 90);
    }),
  );
});

describe("wherever the computer stands", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it.each(["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin"])("the days are the same, as in %s", (zone) => {
    vi.stubEnv("TZ", zone);
    expect(new Date("2026-11-23T12:00:00Z").getHours()).not.toBe(12);
    expect(latestDay("2026-11-23")).toBe("2027-02-21");
    expect(latestDay("2026-09-01")).toBe("2026-11-30");
  });

  it.each([
    ["2026-11-23T00:00:00.000Z", "2026-11-23"],
    ["2026-11-23T23:59:59.999Z", "2026-11-23"],
    ["2026-11-23T23:30:00-05:00", "2026-11-24"],
    ["2026-11-23T00:30:00+14:00", "2026-11-22"],
  ])("the day at %s is %s", (now, expected) => {
    vi.useFakeTimers({ now: new Date(now), toFake: ["Date"] });
    expect(todayInUtc()).toBe(expected);
  });
});
