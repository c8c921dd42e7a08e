// The vendors' Node SDKs: a question, a streamed question, a tool round trip and a forced call, as a job says.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(process.env.WEIR_SDK_MODULES + '/x.cjs'));
const load = (name) => { const m = require(name); return m.default ?? m; };
const job = JSON.parse(process.argv[2]);
const schema = { type: 'object', properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } }, required: ['city', 'unit'] };
const hello = [{ role: 'user', content: 'Say hello.' }];
const asked = [{ role: 'user', content: 'What is the weather?' }];

async function overMessages() {
  const Anthropic = load('@anthropic-ai/sdk');
  const client = new Anthropic({ baseURL: job.base_url, apiKey: job.key, maxRetries: 0 });
  const tools = [{ name: 'weather', description: 'Looks the weather up.', input_schema: schema }];
  const base = { model: job.model, max_tokens: 512 };
  const { response } = await client.messages.create({ ...base, messages: hello }).withResponse();
  const stream = client.messages.stream({ ...base, messages: hello });
  const streamed = await stream.finalText();
  const stop = (await stream.finalMessage()).stop_reason;
  const first = await client.messages.create({ ...base, messages: asked, tools, tool_choice: { type: 'tool', name: 'weather' } });
  const call = first.content.find((b) => b.type === 'tool_use');
  const result = { type: 'tool_result', tool_use_id: call.id, content: `rain in ${call.input.city}` };
  const last = await client.messages.create({ ...base, tools, messages: [...asked, { role: 'assistant', content: first.content }, { role: 'user', content: [result] }] });
  return { raw: response.headers.get('x-weir-id'), streamed, stop, tool: call.name, arguments: call.input,
    final: last.content.filter((b) => b.type === 'text').map((b) => b.text).join(''), usage: last.usage.output_tokens };
}

async function overChat() {
  const OpenAI = load('openai');
  const client = new OpenAI({ baseURL: job.base_url + '/v1', apiKey: job.key, maxRetries: 0 });
  const tools = [{ type: 'function', function: { name: 'weather', description: 'Looks the weather up.', parameters: schema } }];
  const { response } = await client.chat.completions.create({ model: job.model, messages: hello }).withResponse();
  let streamed = '', stop = null;
  for await (const chunk of await client.chat.completions.create({ model: job.model, messages: hello, stream: true, stream_options: { include_usage: true } })) {
    streamed += chunk.choices[0]?.delta?.content ?? '';
    stop = chunk.choices[0]?.finish_reason ?? stop;
  }
  const first = (await client.chat.completions.create({ model: job.model, messages: asked, tools, tool_choice: { type: 'function', function: { name: 'weather' } } })).choices[0].message;
  const call = first.tool_calls[0];
  const args = JSON.parse(call.function.arguments);
  delete first.annotations;
  const result = { role: 'tool', tool_call_id: call.id, content: `rain in ${args.city}` };
  const last = await client.chat.completions.create({ model: job.model, tools, max_completion_tokens: 256, messages: [...asked, first, result] });
  return { raw: response.headers.get('x-weir-id'), streamed, stop, tool: call.function.name, arguments: args, final: last.choices[0].message.content, usage: last.usage.completion_tokens };
}

console.log(JSON.stringify(await (job.dialect === 'messages' ? overMessages() : overChat())));
