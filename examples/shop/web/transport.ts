// One HTTP/2 connection for each unit that web talks to.
import { createGrpcTransport } from "@connectrpc/connect-node";

export function transport(address: string) {
  return createGrpcTransport({ baseUrl: `http://${address}` });
}
