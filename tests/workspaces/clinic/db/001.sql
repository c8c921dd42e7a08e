CREATE TABLE [dbo].[beds] ([bed] INT NOT NULL, [room no] NVARCHAR(10), occupied BIT);
GO
ALTER TABLE beds ADD ward_name NVARCHAR(40) NULL;
GO
CREATE TABLE visitors (bed INT, ward_name NVARCHAR(40));
