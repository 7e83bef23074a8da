import { releaseStory } from "./release-story.ts";

releaseStory("staging");
