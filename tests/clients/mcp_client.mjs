// The official MCP client over stdio: lists the tools of a server, calls those that a job names, and pings it.
import { pathToFileURL } from 'node:url';

const folder = process.env.WEIR_MCP_MODULES + '/node_modules/@modelcontextprotocol/sdk/dist/esm/';
const load = (path) => import(pathToFileURL(folder + path).href);
const { Client } = await load('client/index.js');
const { StdioClientTransport } = await load('client/stdio.js');
const job = JSON.parse(process.argv[2]);

const transport = new StdioClientTransport({ command: job.command, args: job.args, cwd: job.cwd, env: job.env });
const client = new Client({ name: 'weir-test', version: '1' });
await client.connect(transport);
const out = {
  server: client.getServerVersion(),
  instructions: client.getInstructions(),
  capabilities: client.getServerCapabilities(),
  tools: (await client.listTools()).tools,
  results: [],
};
for (const call of job.calls) {
  try {
    out.results.push(await client.callTool(call));
  } catch (error) {
    out.results.push({ code: error.code, message: error.message });
  }
}
out.ping = await client.ping();
await client.close();
console.log(JSON.stringify(out));
