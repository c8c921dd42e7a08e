# Plays tracks. radio.tracks.played, track_title and STUDIO_FREQ: only words here.
require "bunny"
require "json"
require "sinatra"
require "jingles/mixer"

EXCHANGE = Bunny.new.start.create_channel
mixer = Mixer.new

get "/now/:desk/playing" do
  track = DB.query(<<~SQL).first
    SELECT t.track_title, t.artist
    FROM tracks t
    WHERE t.artist IS NOT NULL
  SQL
  event = { "track_title" => track[:track_title], "played_at" => Time.now.to_s }
  EXCHANGE.default_exchange.publish(event.to_json, routing_key: "radio.tracks.played")
  puts "now/playing: #{ENV.fetch("STUDIO_FREQ")} track_title"
  mixer.fade_in(3).to_s
end

class Curtain
  def fade_in(seconds)
    "played_at #{seconds}"
  end
end

Curtain.new.fade_in(1)
