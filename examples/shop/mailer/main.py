"""Writes to the customer once an order was placed."""

import json
import logging
import os
import smtplib
import urllib.request
from email.message import EmailMessage

from kafka import KafkaConsumer
from order_pb2 import Order

import tpl
from flags import enabled

WEB_URL = os.environ["WEB_URL"]


def receipt_url(number: str) -> str:
    with urllib.request.urlopen(f"{WEB_URL}/api/orders/{number}/receipt") as answer:
        return json.load(answer)["receipt_url"]


def compose(order: Order, names: dict[str, str]) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = os.environ.get("MAIL_FROM", "orders@shop.example")
    mail["Subject"] = tpl.SUBJECT.format(number=order.number)
    body = [tpl.greeting(order, names), "", *tpl.lines_of(order), "", tpl.total(order)]
    if enabled("mail-receipts"):
        body.append(receipt_url(order.number))
    mail.set_content("\n".join(body))
    return mail


def run() -> None:
    consumer = KafkaConsumer("orders.placed", bootstrap_servers=os.environ["BROKER_URL"], group_id="mailer")
    with smtplib.SMTP("localhost") as server:
        for record in consumer:
            order = Order.FromString(record.value)
            server.send_message(compose(order, {}))
            logging.info("mailed order %s", order.number)


if __name__ == "__main__":
    run()
