// Checks the syntax, names and types of Flux queries, a JSON array on standard input. Prints those that are not valid, with exit code 1.
import { text } from "node:stream/consumers";
import flux from "@influxdata/flux-lsp-node";

// What Grafana gives each query.
const grafana = 'option v = {defaultBucket: "b", timeRangeStart: -7d, timeRangeStop: now(), windowPeriod: 1m}\n';
const faulty = JSON.parse(await text(process.stdin)).filter((query) => !new flux.Flux(grafana + query).is_valid());
for (const query of faulty) {
  console.log(query);
}

process.exit(faulty.length > 0 ? 1 : 0);
