package fleet.app

import fleet.fares.FareTable
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse

class Meter(val plate: String) {
    // centsFor of a meter is not FareTable's
    fun centsFor(stops: Int): Int = stops
}

class App(private val flags: FlagClient) {
    private val fares = FareTable(180)
    private val depot = System.getenv("DEPOT_URL") ?: "http://localhost"
    private val meter = Meter("night-fares")

    fun ride(stops: Int): Int {
        val night = flags.getBooleanValue("night-fares", false)
        return fares.centsFor(stops, night) + meter.centsFor(stops)
    }

    fun where(plate: String): String {
        val request = HttpRequest.newBuilder(URI.create("$depot/depot/buses/$plate/position")).GET().build()
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body()
    }

    fun price() = FareTable.label(180)

    fun note() = println("depot/buses/x/position is where a bus stands; buses has a plate")
}
