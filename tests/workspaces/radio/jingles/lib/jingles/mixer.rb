# Mixes jingles; fade_in is for the studio, trim is private.
class Mixer
  def fade_in(seconds, curve = :linear)
    trim(seconds) * (curve == :linear ? 1 : 2)
  end

  private

  def trim(seconds)
    [seconds, 9].min
  end
end
