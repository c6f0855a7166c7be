
SpectrumFederationDB = {
	["activeProfile"] = "Default",
	["profiles"] = {
		["Default"] = {
			["createdAt"] = 1766100000,
			["createdBy"] = "System",
			["logs"] = {
				[2] = {
					["actor"] = "Leader-Area 52",
					["delta"] = 5,
					["id"] = 2,
					["newTotal"] = 5,
					["profile"] = "Default",
					["reason"] = "Boss kill",
					["target"] = "Thrall-Area 52",
					["timestamp"] = 1766000001,
				},
				[7] = {
					["actor"] = "Officer-Area 52",
					["delta"] = 3,
					["id"] = 7,
					["newTotal"] = 3,
					["reason"] = "C:\\pics",
					["target"] = "Thrall-Area52",
					["tier"] = "11.0.0",
					["timestamp"] = 1766000002,
				},
				[8] = {
					["actor"] = "Leader-Area 52",
					["delta"] = 0.5,
					["id"] = 8,
					["newTotal"] = 3.5,
					["profile"] = "Default",
					["reason"] = "",
					["target"] = "Thrall-Area 52",
					["timestamp"] = 1766000009,
				},
			},
			["nextLogId"] = 9,
			["points"] = {
				["Thrall-Area 52"] = {
					["lastUpdated"] = 1766000009,
					["total"] = 3.5,
				},
			},
		},
		["Mythic-Plus"] = {
			["createdAt"] = 1766100000,
			["createdBy"] = "Leader-Area 52",
			["logs"] = {
			},
			["nextLogId"] = 1,
			["points"] = {
			},
		},
	},
	["schemaVersion"] = 2,
}
