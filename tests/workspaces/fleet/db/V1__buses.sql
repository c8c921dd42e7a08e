CREATE TABLE IF NOT EXISTS `buses` (
  `plate` VARCHAR(12) NOT NULL,
  `odometer_km` INT DEFAULT 0,
  PRIMARY KEY (`plate`)
);
CREATE TABLE `drivers` (`plate` VARCHAR(12), `name` TEXT);
