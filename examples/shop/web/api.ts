// The routes of api/openapi.yaml.
import { randomUUID } from "node:crypto";
import { Router } from "express";
import { createClient } from "@connectrpc/connect";
import { create } from "@bufbuild/protobuf";
import { CheckoutService, OrderSchema, type Order } from "./gen/order_pb.js";
import { signedIn } from "./session.js";
import { transport } from "./transport.js";

const checkout = createClient(CheckoutService, transport(process.env.CHECKOUT_ADDR ?? "localhost:50051"));
const publicUrl = process.env.PUBLIC_URL ?? "http://localhost:8080";
const paid = new Map<string, string>();

interface BasketItem {
  sku: string;
  count: number;
}

// Prices in cents; a shop with more than three things would ask somebody.
const prices: Record<string, number> = { mug: 900, shirt: 1900, poster: 1200 };

function priceOf(item: BasketItem): number {
  const cents = prices[item.sku];
  if (cents === undefined) throw new Error(`no such thing: ${item.sku}`);
  return cents;
}

export const api = Router();

api.post("/api/orders", async (request, response) => {
  const items: BasketItem[] = request.body.items;
  const customer = await signedIn(request.cookies.token);
  const lines = items.map((item) => ({
    sku: item.sku,
    quantity: item.count,
    unitCents: BigInt(priceOf(item)),
  }));
  const order: Order = create(OrderSchema, {
    number: randomUUID(),
    userId: customer,
    lines,
    totalCents: lines.reduce((sum, line) => sum + line.unitCents * BigInt(line.quantity), 0n),
    currency: "EUR",
  });
  const placed = await checkout.placeOrder({ order });
  response.status(201).json({
    order_number: placed.number,
    receipt_url: `${publicUrl}/api/orders/${placed.number}/receipt`,
  });
});

api.post("/api/orders/:number/paid", (request, response) => {
  paid.set(request.params.number, request.body.payment_ref);
  response.status(204).end();
});

api.get("/api/orders/:number/receipt", (request, response) => {
  const number = request.params.number;
  if (!paid.has(number)) {
    response.status(404).end();
    return;
  }
  response.json({ order_number: number, receipt_url: `${publicUrl}/receipts/${number}` });
});
