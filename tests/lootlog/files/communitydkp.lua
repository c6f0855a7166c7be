
CommDKP_DB = {
	["Ashkandi-Horde"] = {
		["Report This"] = {
			["teams"] = {
				["0"] = {
					["name"] = "Report This",
					["index"] = 0,
				},
				["1"] = {
					["name"] = "Report This TEST",
					["index"] = 1,
				},
			},
		},
	},
	["__default"] = {
		["teams"] = {
			["0"] = {
				["name"] = "Report This",
			},
		},
	},
	["dbinfo"] = {
		["name"] = "CommDKP_DB",
		["build"] = 30204,
	},
}
CommDKP_Loot = {
	["Ashkandi-Horde"] = {
		["Report This"] = {
			["0"] = {
			},
			["1"] = {
				{
					["zone"] = "Molten Core",
					["boss"] = "Lucifron",
					["loot"] = "|cff0070dd|Hitem:6975::::::::32:::11::::|h[Whirlwind Axe]|h|r",
					["deletes"] = "Sithie-1621056299",
					["date"] = 1621057353,
					["index"] = "Sithie-1621057353",
					["cost"] = 25,
					["player"] = "Sithie",
				}, -- [1]
				{
					["deletedby"] = "Sithie-1621057353",
					["index"] = "Sithie-1621056299",
					["zone"] = "Molten Core",
					["date"] = 1621056299,
					["player"] = "Sithie",
					["loot"] = "|cff0070dd|Hitem:6975::::::::32:::11::::|h[Whirlwind Axe]|h|r",
					["boss"] = "Lucifron",
					["cost"] = -25,
				}, -- [2]
				["seed"] = 0,
			},
		},
	},
	["__default"] = {
	},
}
CommDKP_DKPTable = {
	["Ashkandi-Horde"] = {
		["Report This"] = {
			["0"] = {
			},
			["1"] = {
				{
					["dkp"] = 996,
					["player"] = "Felguard",
				}, -- [1]
				{
					["dkp"] = 1000,
					["player"] = "Mireabella",
				}, -- [2]
				{
					["dkp"] = 995.5,
					["player"] = "Sithie",
				}, -- [3]
			},
		},
	},
	["__default"] = {
	},
}
CommDKP_DKPHistory = {
	["Ashkandi-Horde"] = {
		["Report This"] = {
			["0"] = {
			},
			["1"] = {
				{
					["players"] = "Sithie,Mireabella,Felguard,",
					["index"] = "Sithie-1621055942",
					["dkp"] = 1000,
					["date"] = 1621055942,
					["reason"] = "Other - test",
				}, -- [1]
				{
					["players"] = "Sithie,Mireabella,Felguard,",
					["index"] = "Hubs-1621056399",
					["dkp"] = "-4.5,-2,-4,-5%",
					["date"] = 1621056399,
					["reason"] = "Weekly Decay",
				}, -- [2]
				["seed"] = 1,
			},
		},
	},
	["__default"] = {
	},
}
