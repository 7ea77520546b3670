/** Serves a folder as the product's server serves its own viewer: `node serve.mjs ROOT [options of npm start]`. */
import { main } from '../../build/server/server.mjs';

const [root, ...args] = process.argv.slice(2);
process.exitCode = await main(args, process.env, root);
