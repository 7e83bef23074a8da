/** What a release goes through besides the front, which does as it says: an engine and its stack. */
export interface Through {
  deploy: () => Promise<void>;
  /** @returns percent of the preview color, as read back from each listener rule */
  setWeight: (weight: number) => Promise<readonly number[]>;
}

/** Nothing: the front is all there is. */
export const frontAlone: Through = {
  deploy: () => Promise.resolve(),
  setWeight: (weight) => Promise.resolve([weight]),
};
