"""Sells tickets. tickets.sold is the topic; buyer_id and TICKETS_DB are explained elsewhere."""

import os

import psycopg
import requests
from kafka import KafkaProducer
from ticket_pb2 import Ticket

TOPIC = "tickets.sold"


class Newsletter:
    """Its buyer_id has nothing to do with a ticket's."""

    def __init__(self, buyer_id):
        self.buyer_id = buyer_id


def sell(seat, buyer):
    ticket = Ticket(seat=seat, buyer_id=buyer)
    KafkaProducer(bootstrap_servers="kafka:9092").send(TOPIC, ticket.SerializeToString())
    print("tickets.sold is a topic, TICKETS_DB a variable")
    return ticket.buyer_id


def crowd(lane):
    url = "http://gate:8080/gate/lanes/{}".format(lane)
    return requests.get(url).json()["count"]


def seats():
    # seat and buyer live in admissions
    with psycopg.connect(os.environ["TICKETS_DB"]) as db:
        return db.execute("SELECT a.seat, a.buyer AS seat_owner FROM admissions a ORDER BY a.seat").fetchall()
