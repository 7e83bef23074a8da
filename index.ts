import { stackConfig } from "./config.ts";
import { deployPlatform } from "./platform.ts";
import { loadCatalog } from "./systems/model/catalog.ts";

const catalog = await loadCatalog();

export const { endpoints, clientConfig, release } = deployPlatform(stackConfig(catalog), catalog);
