// A killed engine cannot stop the policy packs that it started, and they would wait for it for ever.
const engine = process.ppid;
setInterval(() => {
  if (process.ppid !== engine) process.exit(1);
}, 500).unref();
