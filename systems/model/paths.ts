/**
 * The beginning of a path that a firewall can look for: letters, digits and `_ . -` between slashes. No `//` and no `.` or
 * `..` as a part: the firewall takes those away before it looks, so such a path would never be met.
 */
export const plainPath = /^(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+\/?$/;
