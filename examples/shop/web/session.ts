// Who is signed in, by the token in the cookie.
import { createClient } from "@connectrpc/connect";
import { SessionService, type Session } from "./gen/session_pb.js";
import { transport } from "./transport.js";

const sessions = createClient(SessionService, transport(process.env.SESSION_ADDR ?? "localhost:50053"));

export async function signedIn(token: string): Promise<string> {
  const session: Session = await sessions.lookup({ token });
  if (session.expiresAt * 1000n < BigInt(Date.now())) throw new Error("signed out");
  return session.userId;
}
